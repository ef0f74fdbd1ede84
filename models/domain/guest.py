"""流入党员: a mobile member of another branch who takes part in the life of this one, without a vote (教§32, §33).

Guests stay on the roster of their own branch: they count nowhere here.
"""

from dataclasses import dataclass

NO_VOTE = "无"  # 表决权, as the ledger prints it


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    id: int = 0
    uuid: str = ""
    name: str = ""
    sex: str = ""
    education: str = ""
    category: str = ""
    joined_on: str = ""
    phone: str = ""
    organisation: str = ""  # 原党组织, in full
    contact: str = ""  # who answers there
    contact_phone: str = ""
    verified_by: str = ""  # 验证人: who looked at the 活动证 and rang the other organisation
    certificate: str = ""  # 流动党员活动证号
    party_group: str = ""  # 编入的党小组
    employer: str = ""
    place: str = ""  # 现居住地
    arrived_on: str = ""
    returned_on: str = ""
    remark: str = ""

    def is_here(self, on: str) -> bool:
        """Whether the stay includes a day."""
        return self.arrived_on <= on and (not self.returned_on or self.returned_on > on)

    def touches(self, year: int) -> bool:
        """Whether the stay belongs to the ledger of a year."""
        return self.arrived_on[:4] <= str(year) and (
            not self.returned_on or self.returned_on[:4] >= str(year)
        )
