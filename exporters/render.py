"""The one entrance of screens and command line: facts in, a file's bytes out.

Backends are imported when first used: docx, reportlab and openpyxl together cost a quarter of a second at start.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from exporters.layout import Resolved, resolve
from exporters.spec import Facts, Form, Format, Paper
from models.domain.errors import UserError
from models.domain.facts import MeetingFacts


def prepare(form: Form, facts: Facts, paper: Paper | None = None, columns: Sequence[str] = ()) -> Resolved:
    """The form filled in with these facts; `paper` and `columns` only where the form offers a choice."""
    resolved = resolve(form.spec, form.spec.prepare(facts), paper, columns)
    signed = facts.meeting.signed_code if isinstance(facts, MeetingFacts) else ""
    head = str(getattr(facts, "head_code", ""))
    return replace(resolved, head=head, seal=signed[:8].upper()) if head or signed else resolved


def render(
    form: Form, facts: Facts, fmt: Format, paper: Paper | None = None, columns: Sequence[str] = ()
) -> bytes:
    """The form as docx, pdf or xlsx. Raises UserError for a format the form does not have."""
    _require(form, fmt)
    if fmt == "xlsx":
        from exporters.backends import xlsx  # noqa: PLC0415  (openpyxl: 80 ms of start-up)

        return xlsx.render(form.spec, form.spec.prepare(facts))
    resolved = prepare(form, facts, paper, columns)
    if fmt == "docx":
        from exporters.backends import docx  # noqa: PLC0415  (python-docx: 45 ms of start-up)

        return docx.render(resolved)
    from exporters.backends import pdf  # noqa: PLC0415  (reportlab: 50 ms of start-up)

    return pdf.render(resolved)


def render_batch(form: Form, many: Sequence[Facts], fmt: Format) -> Iterator[bytes]:
    """One file for each of many facts, sharing what can be shared. Raises UserError as `render` does."""
    _require(form, fmt)
    if fmt == "xlsx":
        return (render(form, facts, fmt) for facts in many)
    resolved = [prepare(form, facts) for facts in many]
    if fmt == "docx":
        from exporters.backends import docx  # noqa: PLC0415  (python-docx: 45 ms of start-up)

        return docx.render_batch(resolved)
    from exporters.backends import pdf  # noqa: PLC0415  (reportlab: 50 ms of start-up)

    return pdf.render_batch(resolved)


def render_joined(form: Form, many: Sequence[Facts]) -> bytes:
    """Many forms in one PDF, each counting its own pages."""
    from exporters.backends import pdf  # noqa: PLC0415  (reportlab: 50 ms of start-up)

    _require(form, "pdf")
    return pdf.render_joined([prepare(form, facts) for facts in many])


def missing_glyphs(form: Form, facts: Facts) -> list[str]:
    """Characters of this form that no font can print; ask before printing, they come out as 〓."""
    from exporters.backends import fonts  # noqa: PLC0415  (opens font files)

    return fonts.missing_glyphs(prepare(form, facts).texts())


def _require(form: Form, fmt: Format) -> None:
    if fmt not in form.spec.formats:
        known = "、".join(form.spec.formats)
        raise UserError(f"“{form.spec.title}”没有 {fmt} 格式，可选：{known}。")
