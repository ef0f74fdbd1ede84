"""The reading process without a process, for tests that merge hundreds of packages."""

from collections.abc import Callable, Iterable, Iterator

import pytest

from exporters.package.refusal import PackageRefused, Reason
from models.services import intake_worker, receive
from models.services.intake_process import Answer
from models.services.intake_worker import Job, NotTaken
from models.services.staging import Staged


class InlineReader:
    """Same answers as Readers, from the same function, on the calling thread."""

    def __init__(self, job: Job, is_cancelled: Callable[[], bool]) -> None:
        self._job = job

    def __enter__(self) -> "InlineReader":
        return self

    def __exit__(self, *_: object) -> None:
        return

    def read(self, files: Iterable[Staged]) -> Iterator[Answer]:
        for staged in files:
            if staged.path is None:
                yield NotTaken(staged.token, staged.refused or PackageRefused(Reason.READ_ERROR))
                continue
            try:
                yield intake_worker.read_package(self._job, staged.token, staged.path)
            except PackageRefused as refused:
                yield NotTaken(staged.token, refused)
            except OSError as error:
                yield NotTaken(staged.token, PackageRefused(Reason.NO_SPACE, error.strerror or ""))


def use_inline_reader(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(receive, "Readers", InlineReader)
