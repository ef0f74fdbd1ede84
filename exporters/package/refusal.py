"""Why a package is not taken: one reason, one sentence that says what to do."""

from enum import Enum

from models.domain.errors import UserError


class Reason(Enum):
    """The causes a person can tell apart; each has its sentence in SENTENCES."""

    READ_ERROR = "read_error"
    NO_SPACE = "no_space"
    NOT_A_PACKAGE = "not_a_package"
    TOO_BIG = "too_big"
    TAMPERED = "tampered"
    NOT_FOR_US = "not_for_us"
    NEWER = "newer"
    UNKNOWN_SENDER = "unknown_sender"
    BAD_CONTENT = "bad_content"
    STOPPED = "stopped"
    TOO_SLOW = "too_slow"


SENTENCES: dict[Reason, str] = {
    Reason.READ_ERROR: "读取出错，文件没有读完整。文件在 U 盘上的，请拔下重新插入再试；仍不行，请对方重新拷贝一份。",
    Reason.NO_SPACE: "本机磁盘空间不够，没有接收。请清理出一些空间后再试，这个文件本身没有问题。",
    Reason.NOT_A_PACKAGE: "这个文件不是支部工作台的上报包。请选择扩展名为 .zbb 的上报包或回执。",
    Reason.TOO_BIG: "这个文件超过了允许的大小，没有接收。请与对方核对后重新制作。",
    Reason.TAMPERED: "文件已损坏或被改动过，没有接收。请让对方从原电脑重新拷贝；再次出现，请核实来源。",
    Reason.NOT_FOR_US: "这个文件不是发给本单位的，打不开。请核对送错了没有，或请对方用本单位现在的密钥卡重新制作。",
    Reason.NEWER: "这个文件由更新版本的程序制作，本机的版本读不了。请先升级本机的程序。",
    Reason.UNKNOWN_SENDER: "这个文件的制作者还没有在本机登记。请先核对对方的密钥卡指纹并登记，再接收。",
    Reason.BAD_CONTENT: "文件能打开，但里面的内容不符合规定，没有接收。请对方升级程序后重新制作。",
    Reason.STOPPED: "本机内存不足，或读取程序被中止，这个文件没有接收；文件本身不一定有问题。请关闭别的程序后再接收一次。",
    Reason.TOO_SLOW: "读这个文件用时过长，已经停下，没有接收。请等电脑不忙时再接收一次；仍不行，请与对方核对文件。",
}


class PackageRefused(UserError):
    """A package, receipt or card that is not taken; nothing was changed. `details` name the place."""

    def __init__(self, reason: Reason, *details: str) -> None:
        super().__init__(SENTENCES[reason], details)
        self.reason = reason

    def __reduce__(self) -> tuple[object, ...]:
        return PackageRefused, (self.reason, *self.details)
