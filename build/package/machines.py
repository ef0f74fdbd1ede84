"""The processors the Linux packages are made for, each by all the names it goes by."""

from dataclasses import dataclass

from inputs import LINUX, LINUX_ARM


@dataclass(frozen=True)
class Machine:
    """One processor, and the oldest systems on it that the wheels of PySide6 allow."""

    name: str  # as the kernel has it
    debian: str  # in file names of packages, and for dpkg
    tree: str  # for trees.tree: empty for the processor of this machine
    packages: str  # for inputs.python_packages
    oldest: str  # the C library of the oldest system

    @property
    def multiarch(self) -> str:
        return f"{self.name}-linux-gnu"


X86 = Machine("x86_64", "amd64", "", LINUX, "2.28")
ARM = Machine("aarch64", "arm64", "arm64", LINUX_ARM, "2.31")
BY_DEBIAN_NAME = {one.debian: one for one in (X86, ARM)}
