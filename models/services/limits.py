"""What a process that reads strangers' files may use: so much memory, so much time, no more."""

import ctypes
import logging
import os
import sys
from typing import Any

MEMORY = 768 * 1024**2
FILE_SIZE = 1024**3
OPEN_FILES = 64
BASE_SECONDS, SECONDS_A_FILE = 120, 5

_PROCESS_MEMORY, _ACTIVE_PROCESS, _KILL_ON_CLOSE = 0x100, 0x8, 0x2000
_EXTENDED = 9  # JobObjectExtendedLimitInformation
_SET_QUOTA, _TERMINATE = 0x0100, 0x0001

log = logging.getLogger(__name__)


def limit_self(files: int) -> None:
    """In the reading process, before it sees the first file (Linux; on Windows the parent sets the limits)."""
    if os.name == "nt":
        return
    import resource  # noqa: PLC0415  (not there on Windows)

    seconds = BASE_SECONDS + SECONDS_A_FILE * files
    for what, most in (
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, FILE_SIZE),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (wanted, wanted))


class _Basic(ctypes.Structure):
    _fields_ = [
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("smallest_set", ctypes.c_size_t),
        ("largest_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    ]


class _Extended(ctypes.Structure):
    _fields_ = [
        ("basic", _Basic),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process", ctypes.c_size_t),
        ("peak_job", ctypes.c_size_t),
    ]


def limit_child(pid: int) -> Any:
    """In the parent, on Windows: put the process into a job; keep what is returned until the process has ended."""
    if sys.platform != "win32":
        return None
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    kernel.OpenProcess.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    limits = _Extended()
    limits.basic.flags = _PROCESS_MEMORY | _ACTIVE_PROCESS | _KILL_ON_CLOSE
    limits.basic.processes = 1
    limits.process_memory = MEMORY
    process = ctypes.c_void_p(kernel.OpenProcess(_SET_QUOTA | _TERMINATE, False, pid))
    done = (
        job.value
        and process.value
        and kernel.SetInformationJobObject(job, _EXTENDED, ctypes.byref(limits), ctypes.sizeof(limits))
        and kernel.AssignProcessToJobObject(job, process)
    )
    if process.value:
        kernel.CloseHandle(process)
    if not done:
        log.warning("the reading process has no limits: error %d", ctypes.get_last_error())
    return job


def release(job: Any) -> None:
    """Close the job; a process still in it ends."""
    if job is not None and sys.platform == "win32":
        kernel: Any = ctypes.WinDLL("kernel32")
        kernel.CloseHandle(job)
