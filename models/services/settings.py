"""Settings of the branch, declared once: key, kind, default, label. Kept in the store, so they travel with it."""

from dataclasses import dataclass

from models.db.store import Store
from models.domain.errors import UserError
from models.domain.labels import setting_label
from models.domain.money import yuan
from models.domain.retention import DEFAULT_YEARS, YEARS_CHOICES

NOTICE_COUNTING = "notice.counting"
FIRST_DAY = "当日"
COUNTY_FEN = "dues.county_fen"
COUNTY_SOURCE = "dues.county_source"
ROUNDING = "dues.rounding"
ROUNDING_SOURCE = "dues.rounding_source"
TWO_PERSONS = "dues.two_persons"
REMIT_CYCLE = "dues.remit_cycle"
REMIT_PERCENT = "dues.remit_percent"
REMIT_SOURCE = "dues.remit_source"
PUBLISH_AMOUNTS = "dues.publish_amounts"
YES, NO = "是", "否"
BIN_YEARS = "recycle.years"
SIGN_IN = "meeting.sign_in"
BY_HAND, BY_MARKS = "本人签名", "划√○×"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One declared setting: one of `choices`, or an amount in fen within `fen`."""

    key: str
    label: str
    default: str = ""
    choices: tuple[str, ...] = ()
    fen: tuple[int, int] = (0, 0)
    hint: str = ""


DECLARED = (
    Setting(
        key=NOTICE_COUNTING,
        label="公示天数从哪天起算",
        default="次日",
        choices=("次日", FIRST_DAY),
        hint="含首日的选“当日”。",
    ),
    Setting(
        key=COUNTY_FEN,
        label="农民党员月交党费（元）",
        default="20",
        fen=(20, 100),
        hint="0.20 至 1.00 元。",
    ),
    Setting(
        key=BIN_YEARS,
        label="回收站保留年数",
        default=DEFAULT_YEARS,
        choices=YEARS_CHOICES,
        hint="期满也不自动删。",
    ),
    Setting(
        key=SIGN_IN,
        label="会议签到表怎么签",
        default=BY_HAND,
        choices=(BY_HAND, BY_MARKS),
        hint="划记号的，由记录人划，登记后印出。",
    ),
)
DUES = (  # shown with the ledger
    Setting(key=COUNTY_SOURCE, label="农民党员月交数额的依据", hint="文件名称或通知日期。"),
    Setting(
        key=ROUNDING,
        label="党费取整到",
        default="分",
        choices=("分", "角", "元"),
        hint="国家没有规定，默认到分、四舍五入；改动后从新核定的标准起用。",
    ),
    Setting(key=ROUNDING_SOURCE, label="取整的依据", hint="文件名称或通知日期。"),
    Setting(
        key=TWO_PERSONS,
        label="党费收款人与复核人分设",
        default=NO,
        choices=(NO, YES),
        hint="选“是”时，收款（经办）和复核须填两个人。",
    ),
    Setting(
        key=REMIT_CYCLE,
        label="党费上缴周期",
        default="季",
        choices=("月", "季", "半年", "年"),
        hint="国家没有规定，按上级党委的要求。",
    ),
    Setting(
        key=REMIT_PERCENT,
        label="党费上缴比例（%）",
        default="100",
        choices=("100", "90", "80", "70", "60", "50"),
        hint="按上级党委的要求，一般全额上缴。",
    ),
    Setting(key=REMIT_SOURCE, label="上缴周期和比例的依据", hint="文件名称或通知日期。"),
    Setting(
        key=PUBLISH_AMOUNTS,
        label="公示时列出个人交纳金额",
        default=YES,
        choices=(YES, NO),
    ),
)
_BY_KEY = {setting.key: setting for setting in (*DECLARED, *DUES)}


class Settings:
    """Reads fall back to the declared default; a write is an undoable change like any other."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, key: str) -> str:
        """The stored value, else the declared default, else ""."""
        row = self._store.row("SELECT value FROM setting WHERE key = ?", (key,))
        if row is not None:
            return str(row[0])
        return _BY_KEY[key].default if key in _BY_KEY else ""

    def is_set(self, key: str) -> bool:
        """Whether somebody has chosen it, be it the default."""
        return self._store.row("SELECT 1 FROM setting WHERE key = ?", (key,)) is not None

    def set(self, key: str, value: str) -> bool:
        """Store a value; False when nothing changed. Keys outside DECLARED are the program's own memory."""
        declared = _BY_KEY.get(key)
        if declared and declared.choices and value not in declared.choices:
            raise UserError(f"“{declared.label}”只能是{'、'.join(declared.choices)}之一。")
        if declared and declared.fen[1]:
            least, most = declared.fen
            if not value.isdigit() or not least <= int(value) <= most:
                raise UserError(f"“{declared.label}”应在 {yuan(least)} 至 {yuan(most)} 之间，请核对。")
        if value == self.get(key):
            return False
        row = self._store.row("SELECT id FROM setting WHERE key = ?", (key,))
        with self._store.transaction(f"修改设置：{setting_label(key) or key}") as tx:
            if row is None:
                tx.insert("setting", {"key": key, "value": value})
            else:
                tx.update("setting", int(row[0]), {"value": value})
        return True
