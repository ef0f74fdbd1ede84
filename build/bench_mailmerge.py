"""LibreOffice's mail merge through UNO, for build/bench_forms.py: run with a Python that has `uno`.

    python3 build/bench_mailmerge.py DATA.csv OUT_FOLDER

Builds a one-page A4 form with a field for every column, merges all records to one PDF and prints the seconds the
merge took (start of the office not counted).
"""

import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.sdb.CommandType import TABLE
from com.sun.star.text.MailMergeType import FILE

COLUMNS_IN_ROW = 2


def prop(name: str, value: object) -> PropertyValue:
    return PropertyValue(Name=name, Value=value)


def connect(pipe: str) -> object:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(120):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.5)
    raise SystemExit("LibreOffice did not start")


def register(services: object, folder: Path) -> None:
    """A data source over the folder of the CSV file."""
    context = services.createInstance("com.sun.star.sdb.DatabaseContext")
    source = context.createInstance()
    source.URL = "sdbc:flat:" + folder.as_uri()
    source.Info = (
        prop("Extension", "csv"), prop("CharSet", "UTF-8"), prop("FieldDelimiter", ","), prop("TextDelimiter", '"'),
        prop("HeaderLine", True),
    )  # fmt: skip
    source.DatabaseDocument.storeAsURL((folder / "people.odb").as_uri(), ())
    if context.hasByName("bench"):
        context.revokeObject("bench")
    context.registerObject("bench", source)


def template(desktop: object, columns: list[str], path: Path) -> None:
    document = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, (prop("Hidden", True),))
    text = document.Text
    rows = (len(columns) + COLUMNS_IN_ROW - 1) // COLUMNS_IN_ROW
    table = document.createInstance("com.sun.star.text.TextTable")
    table.initialize(rows, COLUMNS_IN_ROW * 2)
    text.insertTextContent(text.End, table, False)
    for number, column in enumerate(columns):
        row, place = divmod(number, COLUMNS_IN_ROW)
        table.getCellByPosition(2 * place, row).String = column
        master = document.createInstance("com.sun.star.text.FieldMaster.Database")
        master.DataBaseName, master.DataTableName, master.DataColumnName = "bench", "people", column
        master.DataCommandType = TABLE
        field = document.createInstance("com.sun.star.text.TextField.Database")
        field.attachTextFieldMaster(master)
        cell = table.getCellByPosition(2 * place + 1, row)
        cell.insertTextContent(cell.createTextCursor(), field, False)
    document.storeAsURL(path.as_uri(), ())
    document.close(True)


def main() -> None:
    data, out = (Path(name).resolve() for name in sys.argv[1:3])
    pipe = f"bench{out.stat().st_ino}"
    office = subprocess.Popen(
        ["soffice", "--headless", "--norestore", f"-env:UserInstallation={(out / 'profile').as_uri()}",
         f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        services = connect(pipe).ServiceManager
        desktop = services.createInstance("com.sun.star.frame.Desktop")
        register(services, data.parent)
        columns = data.read_text(encoding="utf-8").splitlines()[0].split(",")
        template(desktop, columns, out / "template.odt")
        merge = services.createInstance("com.sun.star.text.MailMerge")
        merge.DataSourceName, merge.Command, merge.CommandType = "bench", "people", TABLE
        merge.DocumentURL, merge.OutputURL = (out / "template.odt").as_uri(), out.as_uri()
        merge.OutputType, merge.SaveAsSingleFile, merge.SaveFilter = FILE, True, "writer_pdf_Export"
        merge.FileNamePrefix = "merged"
        start = time.perf_counter()
        merge.execute(())
        print(time.perf_counter() - start)
        desktop.terminate()
    finally:
        try:
            office.wait(20)
        except subprocess.TimeoutExpired:
            office.kill()


if __name__ == "__main__":
    main()
