"""Pictures in Word files: QR codes and charts, in line with the text."""

from dataclasses import dataclass

from exporters.backends import qr
from exporters.backends.boxes import MM, PICTURE_GAP, CellBox
from exporters.layout import PlacedCharts, PlacedQr, Resolved
from exporters.spec import Paper

_EMU = 12700  # English metric units to the point
_TWIPS = 20
_PICTURE = (
    "<w:drawing>"
    '<wp:inline distT="0" distB="0" distL="0" distR="0" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="{name}"/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{id}"/>'
    "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing>"
)
_OWN_LINE = '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r>{shown}</w:r></w:p>'
_IN_CELL = (
    '<w:p><w:pPr><w:pStyle w:val="FormCell"/>{keep}<w:spacing w:before="{before}" w:after="{after}" w:line="240" '
    'w:lineRule="auto"/><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="2"/></w:rPr>{shown}</w:r></w:p>'
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the body: its file, its size in points, and the id it is shown by."""

    name: str
    content: bytes
    width: float = 0.0
    height: float = 0.0
    id: str = ""
    extension: str = "png"

    def xml(self, number: int) -> str:
        """A paragraph that shows it; `number` tells it from the other pictures of the document."""
        return _OWN_LINE.format(shown=self._shown(number, self.width, self.height))

    def in_cell(self, number: int, box: CellBox, before: int, *, keep: bool) -> str:
        """A paragraph that shows it in a cell's frame, on its caption; `before` in twips above the frame."""
        wide, high = box.photo_size()
        free, gap = max(0, round((box.picture - high) * _TWIPS)), round(PICTURE_GAP * _TWIPS)
        return _IN_CELL.format(
            shown=self._shown(number, wide, high),
            before=before + (above := free - gap if box.cell.text else free // 2),
            after=max(0, free - above - 1),
            keep="<w:keepNext/>" if keep else "",
        )

    def _shown(self, number: int, width: float, height: float) -> str:
        wide, high = (round(side * _EMU) for side in (width, height))
        return _PICTURE.format(wide=wide, high=high, id=self.id, number=number, name=self.name)


def photos_of(form: Resolved) -> dict[str, Picture]:
    """The photos of a form by their hash, each once."""
    return {one.sha256: Picture("照片", one.content, extension="jpg") for one in form.photos()}


def picture_of(block: PlacedQr | PlacedCharts, paper: Paper) -> Picture:
    """What a code or charts look like."""
    if isinstance(block, PlacedQr):
        return Picture("QR", qr.png(block.content), block.size * MM, block.size * MM)
    from exporters.backends import chart_ops  # noqa: PLC0415  (reportlab and pdfium: only where charts are drawn)

    return Picture("统计图", *chart_ops.picture(block, paper))
