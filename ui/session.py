"""What the system says about the session: the screen was locked, the user switched, the computer goes to sleep."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot

from ui.idle import Away

log = logging.getLogger(__name__)

LOGIN = "org.freedesktop.login1"
MESSAGE: Any = "QDBusMessage"  # a C++ type by its name, as slots take it


@dataclass(frozen=True, slots=True)
class Heard:
    """One signal on a bus that means nobody is at the desk. `when` is its first argument, None for any."""

    bus: str  # session | system
    interface: str
    member: str
    when: Any
    why: Away


SIGNALS = (
    Heard("system", f"{LOGIN}.Manager", "PrepareForSleep", True, Away.SLEPT),
    Heard("system", f"{LOGIN}.Session", "Lock", None, Away.SESSION),
    Heard("session", "org.freedesktop.ScreenSaver", "ActiveChanged", True, Away.SESSION),
    Heard("session", "org.gnome.ScreenSaver", "ActiveChanged", True, Away.SESSION),
    Heard("session", "org.mate.ScreenSaver", "ActiveChanged", True, Away.SESSION),
    Heard("session", "org.ukui.ScreenSaver", "lock", None, Away.SESSION),
    Heard("session", "com.deepin.dde.lockFront", "Visible", True, Away.SESSION),
    Heard("session", "org.deepin.dde.LockFront1", "Visible", True, Away.SESSION),
)


def meaning(interface: str, member: str, arguments: Sequence[Any]) -> Away | None:
    """What a signal says, None when it says that somebody came back."""
    for heard in SIGNALS:
        if (heard.interface, heard.member) == (interface, member):
            first = arguments[0] if arguments else None
            return heard.why if heard.when is None or first == heard.when else None
    return None


class SessionWatch(QObject):
    """`away(reason)`; where the system says nothing there is still the idle clock."""

    away = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._own_session = ""
        self._windows: Any = None

    def start(self) -> None:
        """Listen, where there is something to listen to."""
        if sys.platform == "win32":
            from ui.session_windows import WindowsSession  # noqa: PLC0415  (only there)

            self._windows = WindowsSession(self.away.emit)
        elif sys.platform == "linux":
            self._listen()

    def stop(self) -> None:
        if self._windows is not None:
            self._windows.close()
            self._windows = None

    def _listen(self) -> None:
        try:
            dbus: Any = importlib.import_module("PySide6.QtDBus")
        except ImportError as error:
            log.warning("no session bus: %s", error.name)
            return
        buses: dict[str, Any] = {"system": dbus.QDBusConnection.systemBus()}
        if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):  # else Qt would start one
            buses["session"] = dbus.QDBusConnection.sessionBus()
        slot = SLOT("heard(QDBusMessage)")
        for signal in SIGNALS:
            bus = buses.get(signal.bus)
            if bus is not None and bus.isConnected():
                bus.connect("", "", signal.interface, signal.member, self, slot)
        system = buses["system"]
        if system.isConnected():
            self._own_session = self._session_path(dbus, system)
            if self._own_session:
                properties = "org.freedesktop.DBus.Properties"
                bus_slot = SLOT("changed(QDBusMessage)")
                system.connect(LOGIN, self._own_session, properties, "PropertiesChanged", self, bus_slot)

    def _session_path(self, dbus: Any, bus: Any) -> str:
        """Our own session's object, "" when the system keeps no sessions."""
        number = os.environ.get("XDG_SESSION_ID", "")
        if not number:
            return ""
        call = dbus.QDBusMessage.createMethodCall(
            LOGIN, "/org/freedesktop/login1", f"{LOGIN}.Manager", "GetSession"
        )
        call.setArguments([number])
        answer = bus.call(call, dbus.QDBus.CallMode.Block, 1000)
        if answer.type() != dbus.QDBusMessage.MessageType.ReplyMessage or not answer.arguments():
            return ""
        return str(getattr(answer.arguments()[0], "path", lambda: "")())

    @Slot(MESSAGE)
    def heard(self, message: Any) -> None:
        if message.member() == "Lock" and message.path() != self._own_session:
            return  # another person's session
        why = meaning(message.interface(), message.member(), message.arguments())
        if why is not None:
            self.away.emit(why)

    @Slot(MESSAGE)
    def changed(self, _message: Any) -> None:
        """A property of our session changed: another user in front of the screen?"""
        dbus: Any = importlib.import_module("PySide6.QtDBus")
        bus = dbus.QDBusConnection.systemBus()
        properties = "org.freedesktop.DBus.Properties"
        call = dbus.QDBusMessage.createMethodCall(LOGIN, self._own_session, properties, "Get")
        for name, gone in (("Active", False), ("LockedHint", True)):
            call.setArguments([f"{LOGIN}.Session", name])
            answer = bus.call(call, dbus.QDBus.CallMode.Block, 1000)
            if answer.arguments() and _plain(answer.arguments()[0]) is gone:
                self.away.emit(Away.SESSION)
                return


def _plain(value: Any) -> Any:
    """What is inside a D-Bus variant."""
    inside = getattr(value, "variant", None)
    return inside() if callable(inside) else value
