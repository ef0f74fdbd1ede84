"""核定: what is said of a standard before it is kept, and does not keep it from being kept."""

from models.domain.dates import add_months, chinese_date
from models.domain.dues_account import Account


def outside(account: Account, month: str) -> list[str]:
    """A standard that begins when nothing is owed here."""
    name, first = account.person.name, account.first_month
    if first and month < first:
        return [
            f"记录显示{name}自{chinese_date(first)}起在本支部交党费，标准从{chinese_date(month)}起，请核对"
        ]
    if account.stays and not any(not stay.last or stay.last >= month for stay in account.stays):
        return [f"记录显示{name}在{chinese_date(month)}已不在本支部，请核对"]
    return []


def ending(account: Account, to_month: str) -> list[str]:
    """Nothing is due after the end of a standard unless another follows."""
    following = add_months(to_month, 1) if to_month else ""
    if not following or not account.owes(following):
        return []
    if any(one.from_month == following for one in account.standards):
        return []
    return [f"{chinese_date(following)}起没有标准，不会自动恢复原来的，届时请另行核定"]
