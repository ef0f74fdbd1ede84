"""Table of the window's actions: menu, shortcuts and the help page are all drawn from here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """`id` names the window's method; `menu` is its group in the window's menu, "" = shortcut only."""

    id: str
    text: str
    shortcut: str = ""
    icon: str = ""
    menu: str = ""
    help: str = ""
    also: tuple[str, ...] = ()


# groups that open beside the menu: one that filled the screen's height would be read by nobody
SUBMENUS = {"paper": "打印和导出", "data": "备份与合并", "about": "帮助和关于"}
ACTIONS = (
    ActionSpec("undo", "撤销", "Ctrl+Z", "undo", "step", "撤销刚才做的一步；已入账的缴费、已签字的记录除外"),
    ActionSpec("redo", "重做", "Ctrl+Y", "redo", "step", "把撤销的一步再做回来", also=("Ctrl+Shift+Z",)),
    ActionSpec(
        "history", "修改历史", "Ctrl+H", "history", "record", "所选记录：谁在什么时候把什么改成了什么"
    ),
    ActionSpec(
        "all_history",
        "操作记录",
        "Ctrl+Shift+H",
        "history",
        "record",
        "整个支部的改动：按人、类别、日期、内容查找，可导出",
    ),
    ActionSpec(
        "movements",
        "党员变动",
        "Ctrl+M",
        "people",
        "record",
        "转入转出和介绍信、流动和失联、联系记录；登记、回执、作废，打印登记表",
    ),
    ActionSpec(
        "findings",
        "核查清单",
        "Ctrl+Shift+K",
        "check",
        "record",
        "名册、会议、党费、发展党员里与规定不符、要核对的，逐条列出依据；可核实、可导出",
    ),
    ActionSpec(
        "figures",
        "统计",
        "Ctrl+T",
        "people",
        "record",
        "年龄、学历、入党年代等统计图，按任何一天；年报数字和每个数背后的名单，上年末＋增－减核对",
    ),
    ActionSpec(
        "templates",
        "县里的模板",
        "",
        "export",
        "record",
        "县里、镇里发的 Word 表：写上字段名放进来，以后从名册自动填写，一人一份或全支部一份",
    ),
    ActionSpec("search", "全局搜索", "Ctrl+K", "search", "", "按姓名、拼音、电话或会议名称查找，回车跳转"),
    ActionSpec("find", "在本页查找", "Ctrl+F", "search", "", "光标跳到本页的搜索框"),
    ActionSpec(
        "appraisal",
        "组织生活会与民主评议",
        "Ctrl+Shift+Y",
        "check",
        "record",
        "民主评议的测评票、等次、登记表；征求意见、谈心谈话、问题清单和整改、书记述职评议，打印全套文书",
    ),
    ActionSpec(
        "year_record",
        "年度纪实表",
        "",
        "print",
        "paper",
        "一人一年一张：到会、党费、任职、奖惩、变动按记录填好，其余手填；一名党员或全部在册党员",
    ),
    ActionSpec("print", "打印预览", "Ctrl+P", "print", "paper", "预览并打印本页的表格"),
    ActionSpec(
        "list",
        "导出本表…",
        "Ctrl+Shift+S",
        "export",
        "paper",
        "正在看的表，按屏幕上的栏目、次序、筛选、排序、分组存为 Excel、Word、PDF；每张表的右下角、右键菜单里也有",
    ),
    ActionSpec(
        "binder",
        "装订成册…",
        "Ctrl+Shift+P",
        "print",
        "paper",
        "一年的党支部工作手册，或一段时间的检查备查册：缺项清单、目录、人名索引，一个 PDF、一个 Word",
    ),
    ActionSpec("backup", "立即备份", "Ctrl+B", "backup", "data", "把数据另存一份加密备份并核对"),
    ActionSpec(
        "safety",
        "数据安全",
        "Ctrl+Shift+B",
        "backup",
        "data",
        "备份、复制到另一处、演练、恢复、核对；更改口令、恢复码、换届移交",
    ),
    ActionSpec("recycle", "回收站", "", "delete", "data", "录错后删去的人：恢复，或写明理由最终移除"),
    ActionSpec(
        "second_desk",
        "与另一台电脑合并",
        "",
        "import",
        "data",
        "两台电脑都录了内容时，逐项合并，不一样的由人选定",
    ),
    ActionSpec("branch", "支部信息", "", "edit", "set", "修改支部名称、上级党委、书记等"),
    ActionSpec("settings", "设置", "Ctrl+,", "settings", "set", "文字大小等"),
    ActionSpec("lock", "锁定", "Ctrl+L", "lock", "set", "合上数据，再用时输入口令"),
    ActionSpec("help", "帮助", "F1", "help", "about", "本页：快捷键和常见问题"),
    ActionSpec(
        "logs", "打开日志文件夹", "", "folder", "about", "日志和出错报告，维护人员要看时用；不含姓名、证件号"
    ),
    ActionSpec("about", "关于", "", "info", "about", "版本和说明"),
)

# Keys that belong to Qt's own widgets or to every table; only explained in the help.
FURTHER_KEYS = (
    ("Ctrl+1 … Ctrl+9", "转到第几个页签"),
    ("Esc", "离开对话框，或清空搜索框"),
    ("回车", "确认；在表格中打开所选的一行"),
    ("菜单键 或 Shift+F10", "所选行的操作菜单"),
    ("Ctrl+C", "复制所选的行，可以直接粘贴到 Excel 或 WPS 表格"),
    ("Ctrl+A", "选中全部"),
    ("F4", "在日期栏打开日历"),
    ("Ctrl+Shift+F、Ctrl+Shift+L", "党员名册：按条件筛选、清除筛选"),
    ("Ctrl+Shift+G", "党员名册：分组统计"),
    ("Ctrl+Shift+E", "党员名册：批量修改所选的人"),
    ("Ctrl+Shift+T", "党员名册：旁边的统计图"),
    ("方向键、回车", "统计图：移到一条，看是哪些人"),
    ("Ctrl+R", "上报交接：收回执"),
    ("Ctrl+回车", "上报交接：写到 U 盘；党费台账：按标准收齐"),
    ("Alt+1 … Alt+4", "上报交接：本次上报、登记簿、待办；会议：三个部分；支部：班子、党小组、届次、换届选举"),
    ("Ctrl+Shift+D", "会议记录：出勤和补课"),
    (
        "数字、回车、1 至 4",
        "民主评议：直接打票数，回车到下一人；等次一键选定；Ctrl+C、Ctrl+V 与 Excel 互相粘贴；Alt+1 … Alt+6 换页，Ctrl+N 新增",
    ),
    (
        "Alt+1、Alt+2",
        "会议记录：记录、计划；计划里回车打开，Ins 新增，Del 删除，Ctrl+Shift+N 按计划建会议，Ctrl+回车排会议日子",
    ),
    ("首字母+Tab、Ctrl+J", "写记录时：写上发言人；Ctrl+Shift+J 放进常用语"),
    ("Ctrl+F、F3、Shift+F3", "写记录时：在整份记录里查找、替换，下一处，上一处"),
    ("Alt+A、Ctrl+PgUp、Ctrl+PgDn", "会议的议题：添加，上一个，下一个；在列表里 Alt+↑↓ 移动，Del 删除"),
    (
        "回车、Shift+回车、Ctrl+回车",
        "会议的到会名单里：登记到会、请假、缺席；先打姓名或首字母也行；Alt+Y 看应到明细",
    ),
    ("Alt+A", "修改人员：照片和附件（在里面按 Ctrl+V 粘贴、F2 改名、Del 删除）"),
)
