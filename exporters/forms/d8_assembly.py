"""D8.5 大会议程和主持词 and D8.6 选举办法（草案）: the facts filled in, what people say left to them."""

from exporters.forms._election import BASIS, EXAMPLE, common
from exporters.forms._parts import script, script_head
from exporters.forms._text import or_blank
from exporters.spec import (
    PAPER_G,
    Block,
    Citation,
    Form,
    FormSpec,
    Paragraph,
    Repeat,
    Space,
    Title,
    Values,
)
from models.domain.election import ElectionFacts


def prepare(facts: ElectionFacts) -> Values:
    election = facts.election
    count = election.committee if election.seats else election.leaders
    return {
        **common(facts),
        "basis": BASIS,
        "present": or_blank(count.present or ""),
        "scrutineers": election.scrutineers or "____",
        "chief": election.chief or "____",
        "tellers": election.tellers or "____",
    }


_AGENDA: tuple[Block, ...] = (
    Title(text="{branch}\n换届选举大会议程和主持词"),
    Paragraph(text="时间：{on} {at}", align="left"),
    Paragraph(text="地点：{place}", align="left"),
    Paragraph(text="主持：{host}", align="left"),
    script_head("一、议程"),
    *script(
        "（一）清点人数，奏《国际歌》或唱国歌（按当地做法）；",
        "（二）听取和审查{session}支部委员会工作报告；",
        "（三）通过选举办法；",
        "（四）通过监票人名单，宣布计票人名单；",
    ),
    Repeat(each="large", blocks=script("（五）介绍候选人，选举新一届支部委员会委员；")),
    Repeat(each="small", blocks=script("（五）介绍候选人，选举书记；")),
    *script("（六）宣布选举结果；", "（七）上级党组织负责人讲话，当选人表态。"),
    script_head("二、主持词"),
    *script(
        "同志们：现在开会。本次大会应到会有选举权的党员{expected}名，因事因病请假____名，实到会{present}名。"
        "（实到会达到应到会的五分之四即{least}名的，宣布：符合规定，可以进行选举。）",
        "现在进行第一项：由____同志代表{session}支部委员会作工作报告。（报告由报告人另附）",
        "现在审议选举办法（草案）。有无意见？（稍停）没有意见，请举手表决：同意的请举手；不同意的请举手；弃权的请举手。（通过）",
        "现在通过监票人名单。提名{scrutineers}为监票人，其中{chief}为总监票人。请举手表决。（通过）计票人由支部委员会指定：{tellers}。",
    ),
    Repeat(
        each="large",
        blocks=script(
            "下面选举委员。应选{seats}名，候选人{candidates_count}名，按姓氏笔画为序：{candidates}。请监票人检查票箱、分发选票。"
        ),
    ),
    Repeat(each="small", blocks=script("下面选举书记。请监票人检查票箱、分发选票。")),
    *script(
        "请大家看清选票上的说明，填好后依次投票。未到会的不能委托他人投票。",
        "投票完毕，请监票人、计票人清点选票。收回选票等于或少于投票人数，选举有效。",
        "请总监票人报告选举结果。（宣读选举结果报告单）",
        "大会各项议程已经完成，散会。",
    ),
    Citation(text="依据：{basis}"),
)
_METHOD: tuple[Block, ...] = (
    Title(text="{branch}\n选举办法（草案）"),
    *script(
        "一、根据《中国共产党章程》和《中国共产党基层组织选举工作条例》，制定本办法。",
        "二、选举由{session}支部委员会主持（不设支部委员会的由{session}书记主持）。",
        "三、有选举权的党员为正式党员；预备党员、留党察看期间的党员没有选举权。应到会有选举权的党员{expected}名，"
        "实到会不少于应到会的五分之四（{least}名）方可选举。",
    ),
    Repeat(
        each="large",
        blocks=script(
            "四、新一届支部委员会委员应选{seats}名，候选人{candidates_count}名，差额{spare}名，实行差额选举；"
            "书记、副书记由新一届支部委员会第一次全体会议等额选举。",
        ),
    ),
    Repeat(each="small", blocks=script("四、不设支部委员会，书记由支部党员大会等额选举。")),
    *script(
        "五、选举采用无记名投票方式，候选人按姓氏笔画为序排列。赞成的画“○”，不赞成的画“×”，弃权的不画。"
        "不赞成的可以另选他人，弃权的不能另选。未到会的不能委托他人代为投票。",
        "六、每张选票所选人数等于或少于应选人数的有效，多于应选人数的无效。收回选票等于或少于投票人数，选举有效；多于投票人数，选举无效，应重新选举。",
        "七、赞成票超过{basis_word}半数的始得当选。过半数的多于应选名额时，得票多的当选；票数相等不能确定当选人的，"
        "就票数相等的再次投票。过半数的少于应选名额时，不足的名额另行选举；接近应选名额的，经半数以上选举人同意可以减少名额。",
        "八、设监票人若干名，由不是候选人的党员中推选，经大会通过；计票人由支部委员会指定，候选人不得担任监票人、计票人。",
        "九、计票结束，由总监票人报告选举结果。选票封存，由支部保管。",
        "十、本办法经支部党员大会通过后生效。",
    ),
    Space(lines=0.5),
    Citation(text="依据：{basis}"),
)


def _form(form_id: str, title: str, blocks: tuple[Block, ...]) -> Form:
    return Form(
        spec=FormSpec(
            id=form_id,
            title=title,
            version="2026.1",
            subject="election",
            paper=PAPER_G,
            prepare=prepare,
            blocks=blocks,
            source="换届选举（GB/T 9704 版式，forms.md D8）",
            needed=(("day", "选举日期"),),
        ),
        example=EXAMPLE,
    )


FORMS = (
    _form("D8.5", "换届选举大会议程和主持词", _AGENDA),
    _form("D8.6", "选举办法（草案）", _METHOD),
)
