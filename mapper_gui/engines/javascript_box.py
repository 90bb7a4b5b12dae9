"""The process that code runs in, and nothing else: V8, a pipe in, a pipe out.

A run is a message of JSON and gets one back; each begins in a heap of its own, so that nothing one
run changes is seen by the next. V8 ends the whole process when memory is gone, and some built-in
functions cannot be interrupted: that is why it is a process, which the other side of the pipe ends.

Run by its path, with the folder of the engine's package; it imports nothing else of the program.
"""

import json
import sys
from contextlib import ExitStack, suppress
from typing import IO, Any

HEAP_MEGABYTES = 128
DATA_BYTES = 1 << 30
"""What the process may hold beside V8's heap, for instance in typed arrays, where a system can
limit it (Linux)."""
LONGEST_TEXT = 1_000_000
"""Characters of what code gives back; more is no value of a field."""
LARGEST_MESSAGE = 64 << 20

_RUN = r"""
(body, valueText, submissionText, rowText, longest) => {
  "use strict";
  const { parse, stringify } = JSON;
  const { isArray } = Array;
  const { isFinite } = Number;
  const evaluate = globalThis.eval;
  // Answers are put together from texts alone: the code may have changed every prototype.
  const fault = (kind, said) => "!" + kind + "\n" + said;
  const words = (error) => {
    try {
      return typeof error === "object" && error !== null && "message" in error
        ? error.name + ": " + error.message
        : String(error);
    } catch {
      return "";
    }
  };
  const unfit = (value) => {
    switch (typeof value) {
      case "number":
        return isFinite(value) ? "" : "" + value;
      case "function":
      case "symbol":
      case "bigint":
        return typeof value;
      default:
        return "";
    }
  };
  for (const name of ["setTimeout", "clearTimeout", "__timer_manager"]) {
    globalThis[name] = undefined;
  }
  for (const name of ["WebAssembly", "SharedArrayBuffer", "Atomics"]) {
    delete globalThis[name];
  }
  let code;
  try {
    new Function("value", "submission", "row", '"use strict";\n' + body + "\n");
    code = evaluate('"use strict";(value, submission, row) => {\n' + body + "\n}");
  } catch (error) {
    return fault("syntax", words(error));
  }
  const value = valueText === null ? undefined : parse(valueText);
  const submission = parse(submissionText);
  const row = parse(rowText);
  let made;
  try {
    made = code(value, submission, row);
  } catch (error) {
    return fault("threw", words(error));
  }
  try {
    if (made === undefined) return "";
    if (made !== null && typeof made === "object" && typeof made.then === "function") {
      return fault("promise", "");
    }
    const several = isArray(made) ? made : [made];
    if (several.length > longest) return fault("too_large", "");
    for (let at = 0; at < several.length; at += 1) {
      const kind = unfit(several[at]);
      if (kind) return fault("no_value", kind);
    }
    if (typeof made === "string" && made.length > longest) return fault("too_large", "");
    const text = stringify(made);
    if (typeof text !== "string") return fault("no_value", typeof made);
    return text.length > longest ? fault("too_large", "") : "=" + text;
  } catch (error) {
    return fault("no_value", words(error));
  }
}
"""


_NOTHING = json.dumps("null")


def main(folder: str = "") -> int:
    """Answer messages until the pipe is closed. `folder` is where the engine's package lies."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    _limit_this_process()
    if folder:
        sys.path.insert(0, folder)
    import asyncio

    import py_mini_racer

    flags = ("--single-threaded", f"--max-heap-size={HEAP_MEGABYTES}")
    py_mini_racer.init_mini_racer(flags=flags)
    asyncio.run(_serve(source, sink))
    return 0


def _limit_this_process() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    # What is in memory is health data: a crash must not leave it on the disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (DATA_BYTES, DATA_BYTES))


async def _serve(source: IO[bytes], sink: IO[bytes]) -> None:
    import asyncio

    from py_mini_racer import mini_racer

    loop = asyncio.get_running_loop()
    submission = json.dumps("null")
    send(sink, {"ready": True})
    while True:
        with ExitStack() as kept:
            # The next run's heap is made while nobody waits for it.
            engine = kept.enter_context(mini_racer(loop))
            asked = receive(source)
            if asked is None:
                return
            if "submission" in asked:
                submission = json.dumps(asked["submission"])
            send(sink, await _run(engine, asked, submission))


async def _run(engine: Any, asked: dict[str, Any], submission: str) -> dict[str, Any]:
    from py_mini_racer import JSEvalException, JSOOMException

    engine.set_hard_memory_limit(HEAP_MEGABYTES << 19)
    body, value, row = (json.dumps(asked[name]) for name in ("body", "value", "row"))
    # To read a submission of many rows takes longer than the run.
    given = submission if _may_read_submission(asked["body"]) else _NOTHING
    try:
        answer = await engine.eval_cancelable(
            f"({_RUN})({body},{value},{given},{row},{LONGEST_TEXT})"
        )
    except JSOOMException:
        return _fault("memory")
    except JSEvalException as error:
        return _fault("threw", str(error))
    if answer == "":
        return {"made": None}
    if not isinstance(answer, str) or answer[0] not in "=!":
        return _fault("no_value")
    if answer[0] == "=":
        return {"made": answer[1:]}
    kind, _, said = answer[1:].partition("\n")
    return _fault(kind, said)


def _may_read_submission(body: str) -> bool:
    """Whether code can reach the argument of this name: by the name itself, by the name with
    escapes in it, or by a name that is put together and evaluated in place. An arrow function has
    no `arguments`, and strict mode no other way to them."""
    return any(way in body for way in ("submission", "\\u", "eval"))


def _fault(kind: str, said: str = "") -> dict[str, Any]:
    return {"fault": kind, "said": said[:300]}


def send(sink: IO[bytes], message: dict[str, Any]) -> None:
    """Write a message: four bytes that say its length, then JSON in ASCII."""
    data = json.dumps(message).encode("ascii")
    sink.write(len(data).to_bytes(4, "big") + data)
    sink.flush()


def receive(source: IO[bytes]) -> dict[str, Any] | None:
    """The next message; None when the pipe is closed or what comes is no message."""
    head = source.read(4)
    length = int.from_bytes(head, "big")
    if len(head) < 4 or length > LARGEST_MESSAGE:
        return None
    data = source.read(length)
    if len(data) < length:
        return None
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
