"""The committee's tree of organisations, with the state of each branch."""

from models.db.transaction import Reader
from models.domain.errors import UserError


def root_id(reader: Reader) -> int:
    """The committee itself."""
    found = reader.value("SELECT id FROM organisation WHERE kind = 'committee'")
    if found is None:
        raise UserError("这份数据不是党委的数据。")
    return int(found)
