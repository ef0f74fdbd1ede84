"""Pictures in Word files: QR codes and charts, in line with the text."""

from dataclasses import dataclass

from exporters.backends import qr
from exporters.backends.boxes import MM
from exporters.layout import PlacedCharts, PlacedQr
from exporters.spec import Paper

_EMU = 12700  # English metric units to the point
_PICTURE = (
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:drawing>'
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
    "</wp:inline></w:drawing></w:r></w:p>"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the body: its PNG, its size in points, and the id it is shown by."""

    name: str
    content: bytes
    width: float
    height: float
    id: str = ""

    def xml(self, number: int) -> str:
        """A paragraph that shows it; `number` tells it from the other pictures of the document."""
        wide, high = (round(side * _EMU) for side in (self.width, self.height))
        return _PICTURE.format(wide=wide, high=high, id=self.id, number=number, name=self.name)


def picture_of(block: PlacedQr | PlacedCharts, paper: Paper) -> Picture:
    """What a code or charts look like."""
    if isinstance(block, PlacedQr):
        return Picture("QR", qr.png(block.content), block.size * MM, block.size * MM)
    from exporters.backends import chart_ops  # noqa: PLC0415  (reportlab and pdfium: only where charts are drawn)

    return Picture("统计图", *chart_ops.picture(block, paper))
