"""支部工作台: without a command the window opens, with one the same services work from the command line."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

from models.domain.errors import UserError
from ui import command_line, headless_answer, installed, opening, packages

EXIT_FAILED, EXIT_UNREADABLE = 1, 2
STOPPED = "已中止。"
JSON_COMMANDS = frozenset({"backup", "restore", "verify-store", "package", "template", "dues"})


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command or the window; returns the exit code."""
    _settle()
    words, files = packages.take_from(list(sys.argv[1:] if argv is None else argv))
    try:
        args = command_line.build_parser().parse_args(words)
    except command_line.Usage as wrong:
        _refuse_usage(wrong, words)
    if args.start_once:
        from ui import start_once  # a window, without what it does later

        return start_once.run()
    if args.command is None and not args.selftest:
        return opening.run(args.data, sample=args.sample, files=files)
    if args.selftest:
        return _selftest()
    return _headless(args)


def _headless(args: argparse.Namespace) -> int:
    # standard error is for sentences; log lines belong in the window's log
    logging.getLogger().addHandler(logging.NullHandler())
    as_json = getattr(args, "json", None) is True  # of check it is a file
    try:
        headless = _load_headless()
        try:
            _command(headless, args)(args, _say)
        except OSError as error:
            raise headless_answer.disk_failed(error) from error
    except UserError as error:
        if as_json:
            _say(headless_answer.failed(error))
        else:
            sys.stderr.write(f"{error}\n")
        return EXIT_UNREADABLE if isinstance(error, headless_answer.UnreadableFile) else EXIT_FAILED
    except KeyboardInterrupt:
        if as_json:
            _say(headless_answer.failure(STOPPED, headless_answer.INTERRUPTED))
        else:
            sys.stderr.write(f"{STOPPED}\n")
        return EXIT_FAILED
    return 0


def _refuse_usage(wrong: command_line.Usage, words: Sequence[str]) -> NoReturn:
    """Words nobody can follow end the program, as argparse does; a program that asked for JSON gets JSON."""
    if "--json" in words and JSON_COMMANDS.intersection(words):
        _say(headless_answer.failure(wrong.message, headless_answer.USAGE))
    else:
        sys.stderr.write(f"{wrong.usage}{wrong.message}\n")
    raise SystemExit(EXIT_UNREADABLE)


def _load_headless() -> Any:
    """The commands; the window's start does without them and the exporters behind them."""
    if folder := installed.bundle_folder():
        installed.check_present(folder)
    with installed.importing():
        from ui import headless
    return headless


def _settle() -> None:
    """Streams and environment as the rest expects them, in a packaged and a windowed program too."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # a windowed program: nobody reads what is written
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  (to the end)
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    bundle = installed.bundle_folder()
    if bundle and str(bundle) in os.environ.get("LD_LIBRARY_PATH", ""):
        # Set by the packaged program's start for itself; what is started from here wants the system's libraries.
        os.environ["LD_LIBRARY_PATH"] = os.environ.pop("LD_LIBRARY_PATH_ORIG", "")
    if os.name != "nt":
        import resource  # not there on Windows

        # a crash leaves no core file: the data key and everybody's records would stand in it in plain text
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _selftest() -> int:
    try:
        if folder := installed.bundle_folder():  # before anything is imported that may be missing
            _say(f"文件齐全：{installed.check_files(folder)} 个")
        with installed.importing():
            from models.db.migrate import newest  # only this command looks at migrations
            from ui import selftest

        selftest.run(newest(), _say)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_FAILED
    return 0


def _command(headless: Any, args: argparse.Namespace) -> Any:
    name = f"import_{args.what}" if args.command == "import" else args.command.replace("-", "_")
    return getattr(headless, name)


def _say(line: str) -> None:
    print(line)


if __name__ == "__main__":
    if getattr(sys, "frozen", False):
        import multiprocessing  # loaded already by the packaged program's own start

        multiprocessing.freeze_support()  # a worker process of a packaged program starts here
    with opening.Edge():
        sys.exit(main())
