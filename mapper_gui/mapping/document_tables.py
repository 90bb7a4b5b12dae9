"""Choice tables and policies as JSON and back."""

from typing import Any

from mapper_gui.mapping.json_cursor import Cursor
from mapper_gui.mapping.values import (
    ChoiceRow,
    ChoiceTable,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
)

Json = dict[str, Any]


def encode_table_or_name(table: ChoiceTable | str) -> Json | str:
    return table if isinstance(table, str) else encode_table(table)


def decode_table_or_name(cursor: Cursor) -> ChoiceTable | str:
    return cursor.value if isinstance(cursor.value, str) else decode_table(cursor)


def encode_table(table: ChoiceTable) -> Json:
    body: Json = {"rows": [{"choice": row.choice, "value": row.value} for row in table.rows]}
    if table.ignore_case:
        body["ignore_case"] = True
    outside = table.outside
    body["outside"] = (
        {"default": outside.default}
        if outside.action is OutsideAction.DEFAULT
        else outside.action.value
    )
    return body


def decode_table(cursor: Cursor) -> ChoiceTable:
    cursor.keys("rows", "ignore_case", "outside")
    return ChoiceTable(
        cursor.many("rows", _decode_row),
        cursor.optional("ignore_case", Cursor.flag, False),
        cursor.optional("outside", _decode_outside, Outside()),
    )


def _decode_row(cursor: Cursor) -> ChoiceRow:
    cursor.keys("choice", "value")
    return ChoiceRow(cursor.at("choice").text(), cursor.at("value").scalar())


def _decode_outside(cursor: Cursor) -> Outside:
    if isinstance(cursor.value, dict):
        cursor.keys("default")
        return Outside(OutsideAction.DEFAULT, cursor.at("default").scalar())
    action = cursor.member(OutsideAction)
    if action is OutsideAction.DEFAULT:
        raise cursor.refuse('{"default": VALUE}')
    return Outside(action)


def encode_policy(policy: Policy) -> Json | str:
    if policy.action is PolicyAction.DEFAULT:
        return {"default": policy.default}
    return policy.action.value


def decode_policy(cursor: Cursor) -> Policy:
    if isinstance(cursor.value, dict):
        cursor.keys("default")
        return Policy(PolicyAction.DEFAULT, cursor.at("default").scalar())
    action = cursor.member(PolicyAction)
    if action is PolicyAction.DEFAULT:
        raise cursor.refuse('{"default": VALUE}')
    return Policy(action)
