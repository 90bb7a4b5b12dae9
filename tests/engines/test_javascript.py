"""Code in its box: values both ways, and nothing that it does harms the program."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from mapper_gui.engines import BOX_WORD, javascript, javascript_box
from mapper_gui.engines.javascript import MOST_SLOW, Engine
from mapper_gui.mapping.making import UNDEFINED, JavaScriptError
from mapper_gui.mapping.result import CodeFault

CHECKOUT = Path(__file__).parents[2]
SUBMISSION: dict[str, Any] = {"id": "f-1", "form": {"@name": "Visit", "kids": [{"name": "Ana"}]}}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(run_seconds=5) as started:  # a busy machine must not fail what is no test of time
        yield started


def run(engine: Engine, body: str, value: Any = "v", row: Any = None) -> Any:
    return engine.run(body, value, SUBMISSION, row)


def refused(engine: Engine, body: str, value: Any = "v") -> JavaScriptError:
    with pytest.raises(JavaScriptError) as caught:
        run(engine, body, value)
    return caught.value


@pytest.mark.parametrize(
    "value",
    [None, "", " ", "text", "naïve 👩\u200d👧", "\ud800", "</script>\u2028", 0, -7, 2.5, 1e21, True,
     False, ["a", "b"], []],
    ids=repr,
)  # fmt: skip
def test_a_value_goes_in_and_comes_back_as_it_is(engine: Engine, value: Any) -> None:
    back = run(engine, "return value", value)
    assert back == value
    assert type(back) is type(value)


def test_undefined_is_told_from_null_both_ways(engine: Engine) -> None:
    assert run(engine, "return value === undefined", UNDEFINED) is True
    assert run(engine, "return value === null", None) is True
    assert run(engine, "return undefined") is UNDEFINED
    assert run(engine, "value + 1") is UNDEFINED
    assert run(engine, "return null") is None


def test_the_submission_and_the_row_can_be_read(engine: Engine) -> None:
    body = "return [submission.id, submission.form['@name'], row.name, value]"
    assert run(engine, body, "v", {"name": "Ana"}) == ["f-1", "Visit", "Ana", "v"]
    assert run(engine, "return row") is None


@pytest.mark.parametrize(
    "body",
    [
        "return submission.id",
        r"return s\u0075bmission.id",
        r"return \u{73}ubmission.id",
        "return eval('sub' + 'mission').id",
        "return ((f) => f())(() => submission).id",
        "const { id } = submission; return id",
    ],
)
def test_the_submission_is_there_however_code_names_it(engine: Engine, body: str) -> None:
    run(engine, "return value")
    assert run(engine, body) == "f-1"


def test_what_is_not_named_cannot_be_reached(engine: Engine) -> None:
    for body in ("return typeof arguments", "return typeof new Function('return this')().form"):
        assert run(engine, body) == "undefined"


def test_code_on_each_of_many_rows_does_not_read_all_rows_each_time(engine: Engine) -> None:
    submission: Any = {
        "form": {"row": [{"name": f"x{n}", "note": "y" * 200} for n in range(40_000)]}
    }
    engine.run("return value", "v", submission, None)

    def seconds(body: str) -> float:
        began = monotonic()
        for _ in range(10):
            assert engine.run(body, "v", submission, {"name": "Ana"}) == "Ana"
        return monotonic() - began

    assert seconds("return row.name") < seconds("submission; return row.name") / 2


def test_another_submission_is_another(engine: Engine) -> None:
    assert engine.run("return submission.id", "v", {"id": "a"}, None) == "a"
    assert engine.run("return submission.id", "v", {"id": "b"}, None) == "b"


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("return value.toUpperCase()", "V"),
        ("const f = (x) => x?.y ?? 'none'; return f(null)", "none"),
        ("return 0.1 + 0.2", 0.30000000000000004),
        ("return new Date(0)", "1970-01-01T00:00:00.000Z"),
        ("return { a: [1] }", {"a": [1]}),
        ("return [1, undefined]", [1, None]),
        ("return 'x' // a comment", "x"),
        ("return typeof console.log('x')", "undefined"),
        ("return new Intl.NumberFormat('de').format(1234.5)", "1.234,5"),
    ],
)
def test_it_is_javascript(engine: Engine, body: str, made: Any) -> None:
    assert run(engine, body) == made


@pytest.mark.parametrize(
    ("body", "fault", "said"),
    [
        ("}", CodeFault.SYNTAX, "SyntaxError"),
        ("return (", CodeFault.SYNTAX, "SyntaxError"),
        ("return /*", CodeFault.SYNTAX, "SyntaxError"),
        ("}, (() => { while (1); })(), () => {", CodeFault.SYNTAX, "SyntaxError"),
        ("return await value", CodeFault.SYNTAX, "await"),
        ("return (async () => 1)()", CodeFault.PROMISE, ""),
        ("return { then() {} }", CodeFault.PROMISE, ""),
        ("return x", CodeFault.THREW, "ReferenceError: x is not defined"),
        ("x = 1", CodeFault.THREW, "ReferenceError"),
        ("throw 'no'", CodeFault.THREW, "no"),
        ("throw null", CodeFault.THREW, "null"),
        ("throw { toString() { throw 1 } }", CodeFault.THREW, ""),
        ("throw new Error('x'.repeat(1e6))", CodeFault.THREW, "Error: xxx"),
        ("return value.a.b", CodeFault.THREW, "TypeError"),
        ("const f = () => f(); f()", CodeFault.THREW, "RangeError"),
        ("return () => 1", CodeFault.NO_VALUE, "function"),
        ("return Symbol('x')", CodeFault.NO_VALUE, "symbol"),
        ("return 1n", CodeFault.NO_VALUE, "bigint"),
        ("return [1, 2n]", CodeFault.NO_VALUE, "bigint"),
        ("return { a: 2n }", CodeFault.NO_VALUE, "BigInt"),
        ("return 0 / 0", CodeFault.NO_VALUE, "NaN"),
        ("return [1 / 0]", CodeFault.NO_VALUE, "Infinity"),
        ("const a = {}; a.a = a; return a", CodeFault.NO_VALUE, "circular"),
        ("return 'x'.repeat(2e6)", CodeFault.TOO_LARGE, ""),
        ("return new Array(2e5).fill('xxxxxx')", CodeFault.TOO_LARGE, ""),
    ],
)
def test_what_gives_no_value_is_said_so(
    engine: Engine, body: str, fault: CodeFault, said: str
) -> None:
    error = refused(engine, body)
    assert error.fault is fault
    assert said in error.said
    assert len(error.said) <= 300


def test_a_deep_value_is_refused_and_the_engine_goes_on(engine: Engine) -> None:
    body = "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a"
    assert refused(engine, body).fault is CodeFault.NO_VALUE
    assert run(engine, "return 1") == 1


@pytest.mark.parametrize(
    "mischief",
    [
        "Array.prototype.map = () => 'evil'; Object.prototype.polluted = 1",
        "globalThis.polluted = 1; (0, eval)('var polluted = 1; let hidden = 1')",
        "submission.form.polluted = 1; submission.id = 'evil'",
        "JSON.stringify = () => '\"evil\"'; JSON.parse = () => 'evil'",
        "Object.prototype.toJSON = () => 'evil'; Array.prototype.toJSON = () => 'evil'",
        "String.prototype.slice = () => 'evil'; globalThis.eval = () => () => 'evil'",
        "Promise.resolve().then(() => { Object.prototype.polluted = 1 })",
        "Object.freeze(Object.prototype); Object.freeze(Array.prototype); delete globalThis.JSON",
        "/(.)/.test('evil')",
    ],
)
def test_each_run_begins_afresh(engine: Engine, mischief: str) -> None:
    engine.run(f"{mischief}; return 1", "v", SUBMISSION, None)
    body = (
        "return [typeof polluted, typeof hidden, [1].map((x) => x + 1)[0], submission.id,"
        " submission.form.polluted === undefined, JSON.stringify([1]), 'abc'.slice(1),"
        " Object.isFrozen(Object.prototype), RegExp.$1]"
    )
    assert run(engine, body) == [
        "undefined", "undefined", 2, "f-1", True, "[1]", "bc", False, "",
    ]  # fmt: skip
    assert SUBMISSION["id"] == "f-1"


def test_there_is_no_way_out(engine: Engine) -> None:
    names = [
        "process", "require", "fetch", "XMLHttpRequest", "Deno", "Bun", "importScripts", "open",
        "setTimeout", "WebAssembly", "SharedArrayBuffer", "Atomics", "python",
    ]  # fmt: skip
    body = f"return {names!r}.filter((name) => globalThis[name] !== undefined)"
    assert run(engine, body) == []
    assert refused(engine, "return import('fs')").fault is CodeFault.PROMISE


@pytest.mark.parametrize(
    "body",
    [
        "while (true) {}",
        "for (;;) { try { for (;;); } catch {} finally { continue } }",
        "return /(a+)+$/.test('a'.repeat(40) + 'b')",
        "const f = () => { try { f() } finally { f() } }; f()",
        "let a = 3n; for (;;) a = a * a",
        "throw { get message() { for (;;); } }",
        "return { get a() { for (;;); } }",
    ],
    ids=lambda body: body[:40],
)
def test_code_that_never_ends_is_ended(body: str) -> None:
    with Engine(run_seconds=0.25) as engine:
        error = refused(engine, body)
        assert error.fault is CodeFault.TOO_LONG
        assert error.said == "250"


def test_promises_without_end_do_not_reach_the_next_run() -> None:
    with Engine() as engine:
        again = "function again() { return Promise.resolve().then(again) }"
        with suppress(JavaScriptError):
            run(engine, f"{again}; again(); return 1")
        assert run(engine, "return 2") == 2


@pytest.mark.parametrize(
    "body",
    [
        "const a = []; for (;;) a.push({ x: [1, 2, 3] })",
        "let a = [1]; for (;;) a = a.concat(a)",
        "return 'x'.repeat(2 ** 29 - 24).split('').length",
        "return new Array(2 ** 27).fill(1).length",
        "const a = []; for (;;) a.push(new Uint8Array(2 ** 26).fill(1))",
        "const m = new Map(); for (let i = 0; ; i++) m.set(i, i)",
        "return JSON.stringify('\\u0000'.repeat(2 ** 28)).length",
    ],
    ids=lambda body: body[:40],
)
def test_code_that_eats_memory_ends_and_the_next_run_is_as_ever(body: str) -> None:
    with Engine(run_seconds=1) as engine:
        error = refused(engine, body)
        assert error.fault in (CodeFault.MEMORY, CodeFault.TOO_LONG, CodeFault.THREW)
        assert engine.run("return value", "v", SUBMISSION, None) == "v"


def test_the_time_of_all_runs_is_limited() -> None:
    with Engine(run_seconds=0.05) as engine:
        allowance = engine.for_submission()
        faults = []
        for _ in range(MOST_SLOW + 2):
            with pytest.raises(JavaScriptError) as caught:
                allowance.run("for (;;);", "v", SUBMISSION, None)
            faults.append(caught.value.fault)
        assert faults == [CodeFault.TOO_LONG] * MOST_SLOW + [CodeFault.GIVEN_UP] * 2
        spent = engine.for_submission(seconds=0)
        with pytest.raises(JavaScriptError) as caught:
            spent.run("return 1", "v", SUBMISSION, None)
        assert caught.value.fault is CodeFault.GIVEN_UP


def test_code_that_loops_is_given_up_for_a_whole_file_of_submissions() -> None:
    with Engine(run_seconds=0.05, most_slow=3) as engine:
        faults = []
        for _ in range(5):  # each a submission of its own
            with pytest.raises(JavaScriptError) as caught:
                engine.for_submission().run("for (;;);", "v", SUBMISSION, None)
            faults.append(caught.value.fault)
    assert faults == [CodeFault.TOO_LONG] * 3 + [CodeFault.GIVEN_UP] * 2


def test_what_is_cancelled_runs_no_further() -> None:
    with Engine() as engine:
        allowance = engine.for_submission(cancelled=lambda: True)
        with pytest.raises(JavaScriptError) as caught:
            allowance.run("return 1", "v", SUBMISSION, None)
        assert caught.value.fault is CodeFault.GIVEN_UP
        assert engine._process is None  # nothing was started for it


def test_closing_ends_a_run_that_is_under_way() -> None:
    engine = Engine(run_seconds=60)
    engine.run("return 1", "v", SUBMISSION, None)
    faults: list[CodeFault] = []

    def work() -> None:
        with pytest.raises(JavaScriptError) as caught:
            engine.run("for (;;);", "v", SUBMISSION, None)
        faults.append(caught.value.fault)

    thread = threading.Thread(target=work)
    thread.start()
    while not engine._lock.locked():
        pass
    engine.close()
    thread.join(10)
    assert faults == [CodeFault.GIVEN_UP]
    with pytest.raises(JavaScriptError):
        engine.run("return 1", "v", SUBMISSION, None)


def test_an_engine_that_was_never_used_starts_nothing() -> None:
    with Engine() as engine:
        assert engine._process is None


def test_without_the_engine_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(javascript, "find_spec", lambda name: None)
    with Engine() as engine:
        error = refused(engine, "return 1")
        assert error.fault is CodeFault.NO_ENGINE


def test_a_box_that_dies_at_once_is_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(javascript, "_command", lambda: [sys.executable, "-c", ""])
    with Engine() as engine:
        assert refused(engine, "return 1").fault is CodeFault.NO_ENGINE


def test_the_box_gets_no_keys_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMCARE_API_KEY", "secret")
    assert "secret" not in javascript._environment().values()


@pytest.mark.parametrize("door", ["mapper_gui.cli", "mapper_gui"])
def test_in_a_bundle_each_program_can_be_the_box(
    door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert javascript._command() == [sys.executable, BOX_WORD]
    process = subprocess.Popen(
        [sys.executable, "-m", door, BOX_WORD],
        cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert javascript_box.receive(process.stdout) == {"ready": True}
        asked = {"body": "return value + row", "value": "1", "row": "2"}
        javascript_box.send(process.stdin, asked)
        assert javascript_box.receive(process.stdout) == {"made": "3"}
    assert process.returncode == 0
