"""Windows' own words for it: a hidden window of ours hears of sleep, of the locked screen and of another user."""

# pyright: reportAttributeAccessIssue=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# (ctypes.windll is only on Windows)

from __future__ import annotations

import ctypes
import logging
from collections.abc import Callable
from typing import Any

from ui.idle import Away

log = logging.getLogger(__name__)

WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 0x0004
WM_WTSSESSION_CHANGE = 0x02B1
WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK = 2, 4, 6, 7
GONE = frozenset({WTS_CONSOLE_DISCONNECT, WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, WTS_SESSION_LOCK})
NAME = "BranchDeskSession"


def meaning(message: int, wparam: int) -> Away | None:
    """What a message to the hidden window says."""
    if message == WM_POWERBROADCAST and wparam == PBT_APMSUSPEND:
        return Away.SLEPT
    if message == WM_WTSSESSION_CHANGE and wparam in GONE:
        return Away.SESSION
    return None


class WindowsSession:
    """The window lives on the GUI thread, whose messages Qt takes anyway; `close` takes it away."""

    def __init__(self, say: Callable[[Away], object]) -> None:
        self._say = say
        self._handle: int = 0
        user, kernel = ctypes.windll.user32, ctypes.windll.kernel32
        pointer, number = ctypes.c_void_p, ctypes.c_uint
        kernel.GetModuleHandleW.restype = pointer
        user.DefWindowProcW.restype = ctypes.c_ssize_t
        user.DefWindowProcW.argtypes = (pointer, number, ctypes.c_size_t, ctypes.c_ssize_t)
        user.CreateWindowExW.restype = pointer
        user.CreateWindowExW.argtypes = (
            number, ctypes.c_wchar_p, ctypes.c_wchar_p, number, *([ctypes.c_int] * 4), *([pointer] * 4),
        )  # fmt: skip
        user.DestroyWindow.argtypes = (pointer,)
        kind: Any = ctypes.WINFUNCTYPE(ctypes.c_ssize_t, pointer, number, ctypes.c_size_t, ctypes.c_ssize_t)
        self._procedure = kind(self._heard)  # kept: Windows holds only its address
        instance = kernel.GetModuleHandleW(None)

        class WindowClass(ctypes.Structure):
            _fields_ = (
                ("style", number), ("procedure", kind), ("class_extra", ctypes.c_int),
                ("window_extra", ctypes.c_int), ("instance", pointer), ("icon", pointer), ("cursor", pointer),
                ("background", pointer), ("menu", ctypes.c_wchar_p), ("name", ctypes.c_wchar_p),
            )  # fmt: skip

        name = f"{NAME}{id(self)}"
        self._class = WindowClass(procedure=self._procedure, instance=instance, name=name)
        user.RegisterClassW(ctypes.byref(self._class))
        self._handle = user.CreateWindowExW(0, name, NAME, 0, 0, 0, 0, 0, None, None, instance, None) or 0
        if not self._handle:
            log.warning("no session window: %d", kernel.GetLastError())
            return
        try:
            register = ctypes.windll.wtsapi32.WTSRegisterSessionNotification
            register.argtypes = (pointer, number)
            register(self._handle, 0)  # this session only
        except (OSError, AttributeError) as error:
            log.warning("no session notices: %s", type(error).__name__)

    @property
    def works(self) -> bool:
        """Whether there is a window that hears."""
        return bool(self._handle)

    def close(self) -> None:
        if self._handle:
            ctypes.windll.wtsapi32.WTSUnRegisterSessionNotification(ctypes.c_void_p(self._handle))
            ctypes.windll.user32.DestroyWindow(self._handle)
            self._handle = 0

    def _heard(self, handle: int, message: int, wparam: int, lparam: int) -> int:
        why = meaning(message, wparam)
        if why is not None:
            self._say(why)
        return int(ctypes.windll.user32.DefWindowProcW(handle, message, wparam, lparam))
