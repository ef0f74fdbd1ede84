"""What is said of a place that cannot be read or written: a stick is called one only where it is one."""

import errno
from dataclasses import dataclass
from pathlib import Path

from models import drives

_GONE = "找不到这个位置或文件。如果是 U 盘，请插好后再试；是文件夹，请核对有没有被移走或改名。"
_SENTENCES = {
    errno.ENOSPC: "{it}空间不够，包没有写上去。请清理后再试，或换一个{other}。",
    errno.EROFS: "{it}是只读的。{switch}请换一个{other}。",
    errno.EACCES: "{it}不允许写入，或文件正被别的程序（杀毒软件）占用。请稍等再试，或换一个{other}。",
    errno.EPERM: "{it}不允许写入。请换一个{other}，或请管理员开放写入权限。",
    errno.ENOENT: _GONE,
    errno.ENODEV: "{it}不见了。请重新{plug}后再试。",
    errno.ENXIO: "{it}不见了。请重新{plug}后再试。",
    errno.EFBIG: "{it}放不下这样大的单个文件。请换一个{other}。",
}
_ANY_ERROR = "{it}读写出错，包没有写成。{it}可能坏了，请换一个{other}再写。"
_DIFFERENT = "{it}里的文件和本机保存的包不一样：{it}不可靠。请换一个{other}重新写入，不要交出这个文件。"
_MISSING = "{it}里没有“{name}”。请核对是不是同一个{other}；是的话，它没有存住文件，请换一个。"
_TAKEN = "{it}里已有一个内容不同的“{name}”，没有覆盖它。请把那个文件移走或改名，或换一个{other}。"


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its kind: drives.REMOVABLE, USB_DISK …, "" for a folder of this computer."""

    kind: str = ""

    def failed(self, number: int | None) -> str:
        """The sentence for an error of the system."""
        return self._told(_SENTENCES.get(number or 0, _ANY_ERROR))

    @property
    def different(self) -> str:
        return self._told(_DIFFERENT)

    def missing(self, name: str) -> str:
        return self._told(_MISSING, name)

    def taken(self, name: str) -> str:
        return self._told(_TAKEN, name)

    @property
    def read_only(self) -> str:
        """What to do with a medium that cannot be written on."""
        return self._told("{switch}请换一个{other}。")

    @property
    def no_room(self) -> str:
        return self._told("请清理后再试，或换一个{other}。")

    def _told(self, words: str, name: str = "") -> str:
        carried = self.kind in (drives.REMOVABLE, drives.USB_DISK, drives.DISC)
        other = {drives.REMOVABLE: " U 盘", "": "文件夹"}.get(self.kind, self.kind)
        return words.format(
            it=self.kind or "这个文件夹",
            other=other,
            plug="插好" if carried else "连上",
            switch="有写保护开关的请关掉，或者" if self.kind == drives.REMOVABLE else "",
            name=name,
        )


def place_of(folder: Path) -> Place:
    """What lies there now; of a place that does not answer nothing is said."""
    try:
        return Place(drives.kind(folder))
    except OSError:
        return Place()
