"""A checked tree of conditions as SQL with bound values; names of columns come from here, never from what was typed."""

from datetime import date

from models.domain.dates import full, shift
from models.domain.filters import GENERAL, HEIGHTS, UNIT, Condition, Fields, Group, Kind, Op
from models.services.roster_rows import Clause, column_sql

# the first and the last day a partial date can mean, as text that compares
EARLIEST = "substr({0} || '-01-01', 1, 10)"
LATEST = "{0} || substr('-12-31', length({0}) - 3)"


# at a committee: the branches a condition on the branch, or on the general branch above it, means
_UNITS = {
    UNIT: ("b.name", "SELECT b.id FROM branch b"),
    GENERAL: (
        "coalesce(g.name, '')",
        """SELECT b.id FROM branch b LEFT JOIN organisation o ON o.uuid = b.uuid
           LEFT JOIN organisation g ON g.id = o.parent_id AND g.kind = 'general'""",
    ),
}


def tree_sql(tree: Group, fields: Fields, today: str) -> Clause | None:
    """The condition of a checked tree; None when it asks nothing."""
    found: list[Clause] = []
    for part in tree.parts:
        one = (
            _condition_sql(part, fields, today)
            if isinstance(part, Condition)
            else tree_sql(part, fields, today)
        )
        if one is not None:
            found.append(one)
    if not found:
        return None
    joined = (" OR " if tree.any_of else " AND ").join(one.sql for one in found)
    return Clause(f"({joined})", tuple(value for one in found for value in one.args))


def _condition_sql(one: Condition, fields: Fields, today: str) -> Clause:
    if one.field == "marks":
        told = "IN" if one.op is Op.YES else "NOT IN"
        return Clause(f"p.id {told} (SELECT person_id FROM mark WHERE resolved_on = '')")
    if one.field == "memo":
        return _memo(one)
    if one.field in _UNITS:
        return _unit(one)
    if one.field == "age":
        return _age(one, today)
    if one.field == "party_years":
        return _party_years(one, today)
    kind, column = fields[one.field].kind, column_sql(one.field)
    if kind is Kind.FLAG:
        return Clause(f"{column} = {1 if one.op is Op.YES else 0}")
    if one.field == "standing_correction":
        return _correction(one)
    if one.op in (Op.EMPTY, Op.FILLED):
        return Clause(f"{column} {'=' if one.op is Op.EMPTY else '<>'} ''")
    if kind is Kind.DATE:
        return _date(column, one)
    if kind is Kind.NUMBER:
        return _between(f"CAST({column} AS REAL)", f"{column} <> ''", one)
    if one.op in HEIGHTS:
        meant = fields[one.field].reached(one.op, one.values[0])
        return _text(column, Condition(one.field, Op.IS, meant))
    return _text(column, one)


def _unit(one: Condition) -> Clause:
    column, branches = _UNITS[one.field]
    if one.op in (Op.EMPTY, Op.FILLED):
        inner = Clause(f"{column} {'=' if one.op is Op.EMPTY else '<>'} ''")
    else:
        inner = _text(column, one)
    return Clause(f"p.branch_id IN ({branches} WHERE {inner.sql})", inner.args)


def _text(column: str, one: Condition) -> Clause:
    values = one.values
    if one.op in (Op.IS, Op.IS_NOT):
        marks = ", ".join("?" * len(values))
        return Clause(f"{column} {'IN' if one.op is Op.IS else 'NOT IN'} ({marks})", values)
    if one.op is Op.STARTS:
        joined = " OR ".join(f"substr({column}, 1, ?) = ?" for _ in values)
        return Clause(f"({joined})", tuple(part for value in values for part in (len(value), value)))
    joined = " OR ".join(f"instr(lower({column}), ?)" for _ in values)
    return Clause(
        f"{'NOT ' if one.op is Op.LACKS else ''}({joined})", tuple(value.lower() for value in values)
    )


def _memo(one: Condition) -> Clause:
    told = "NOT IN" if one.op in (Op.EMPTY, Op.LACKS, Op.IS_NOT) else "IN"
    if one.op in (Op.EMPTY, Op.FILLED):
        return Clause(f"p.id {told} (SELECT person_id FROM memo)")
    asked = Op.CONTAINS if one.op is Op.LACKS else Op.IS if one.op is Op.IS_NOT else one.op
    inner = _text("content", Condition(one.field, asked, one.values))
    return Clause(f"p.id {told} (SELECT person_id FROM memo WHERE {inner.sql})", inner.args)


def _date(column: str, one: Condition) -> Clause:
    if one.op is Op.MONTH:
        return Clause(f"substr({column}, 6, 2) = ?", one.values)
    first, last = one.values
    parts, args = [f"{column} <> ''"], list[str]()
    if first:
        parts.append(f"{EARLIEST.format(column)} >= ?")
        args.append((first + "-01-01")[:10])
    if last:
        parts.append(f"{LATEST.format(column)} <= ?")
        args.append(_last_day(last))
    return Clause(f"({' AND '.join(parts)})", tuple(args))


def _last_day(iso: str) -> str:
    """The end of a range as LATEST writes days: a month ends on its 31st, and so does a day that ends one."""
    day = full(iso)
    if day is None:
        return iso + "-12-31"[len(iso) - 4 :]
    return f"{iso[:8]}31" if date.fromordinal(day.toordinal() + 1).day == 1 else iso


def _age(one: Condition, today: str) -> Clause:
    """Completed years, where the birth date is known well enough to tell."""
    if one.op in (Op.EMPTY, Op.FILLED):
        return Clause(f"length(p.birth_date) {'<' if one.op is Op.EMPTY else '>='} 4")
    day = date.fromisoformat(today)
    parts, args = ["p.birth_date <> ''"], list[str]()
    first, last = one.values
    if first:
        parts.append(f"{LATEST.format('p.birth_date')} <= ?")
        args.append(_last_day(_birthday(day, int(float(first))).isoformat()))
    if last:
        parts.append(f"{EARLIEST.format('p.birth_date')} > ?")
        args.append(_birthday(day, int(float(last)) + 1).isoformat())
    return Clause(f"({' AND '.join(parts)})", tuple(args))


def _birthday(day: date, years: int) -> date:
    """The last day on which somebody who is so old today was born."""
    return date(1, 1, 1) if years >= day.year else shift(day, -12 * years)


def _party_years(one: Condition, today: str) -> Clause:
    """Whole years of 党龄 as standing.party_age counts them."""
    known = "length(p.confirmed_on) >= 7"
    if one.op in (Op.EMPTY, Op.FILLED):
        return Clause(f"length(p.confirmed_on) {'<' if one.op is Op.EMPTY else '>='} 7")
    start = EARLIEST.format("p.confirmed_on")
    year, month, day = (int(part) for part in today.split("-"))
    months = (
        f"({year * 12 + month} - substr(p.confirmed_on, 1, 4) * 12 - substr(p.confirmed_on, 6, 2)"
        f" - (substr({start}, 9, 2) > '{day:02d}') + p.standing_correction)"
    )
    first, last = one.values
    parts, args = [known, f"{months} >= 0"], list[int]()
    if first:
        parts.append(f"{months} >= ?")
        args.append(int(float(first) * 12))
    if last:
        parts.append(f"{months} < ?")
        args.append((int(float(last)) + 1) * 12)
    return Clause(f"({' AND '.join(parts)})", tuple(args))


def _correction(one: Condition) -> Clause:
    if one.op in (Op.EMPTY, Op.FILLED):
        return Clause(f"p.standing_correction {'=' if one.op is Op.EMPTY else '<>'} 0")
    return _between("p.standing_correction", "1", one)


def _between(column: str, known: str, one: Condition) -> Clause:
    first, last = one.values
    parts, args = [known], list[float]()
    for text, sign in ((first, ">="), (last, "<=")):
        if text:
            parts.append(f"{column} {sign} ?")
            args.append(float(text))
    return Clause(f"({' AND '.join(parts)})", tuple(args))
