"""A mapping as the text of an OpenFn mapping step: one `fn()` that makes `state.records`.

Shape (design page 3, runners page 1): plain JavaScript that also the first platform's compiler
reads, so no `$`, no top-level constants, no imports, nothing newer than ECMAScript 2019. The step
only computes; sending is for the steps after it.
"""

from dataclasses import dataclass, field

from mapper_gui.exporters.javascript import (
    WIDTH,
    Call,
    Expression,
    comment_lines,
    comment_text,
    constant,
    laid_out,
    list_literal,
    literal,
    one_line,
    property_name,
    text_literal,
    variable,
)
from mapper_gui.exporters.openfn_header import header_lines, heading
from mapper_gui.exporters.openfn_helpers import HELPER_NAMES, helper_text
from mapper_gui.mapping.form import QuestionId, enclosing, split_path
from mapper_gui.mapping.mapping import FieldRule, Mapping, RecordRule, Status
from mapper_gui.mapping.source import (
    AttachmentSource,
    CaseSource,
    MetaSource,
    QuestionSource,
    RowNumber,
    Source,
    SubmissionSource,
)
from mapper_gui.mapping.values import (
    ByTable,
    ChoiceTable,
    Constant,
    EachChoice,
    First,
    Outside,
    OutsideAction,
    Policy,
    PolicyAction,
    Scalar,
    Step,
    Take,
    Template,
)
from mapper_gui.wording.labels import label_in, plain_label
from mapper_gui.wording.sources import source_id, source_words

_OWN_NAMES = HELPER_NAMES | {"state", "submission", "form", "meta", "records", "problems", "keys"}


def step_text(mapping: Mapping) -> str:
    """The whole file. The mapping has none of the problems that `openfn.problems` calls errors."""
    return _StepText(mapping).text()


@dataclass
class _Scope:
    """The rows that a rule's fields are read in: each repeat with its variable, outermost first."""

    rows: dict[QuestionId, str] = field(default_factory=dict)


class _StepText:
    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.language = mapping.form.languages[0] if mapping.form.languages else ""
        self.rules = [rule for rule in mapping.rules if rule.makes_records]
        self.used: set[str] = {"addRecord", "asObject", "own"}
        self.uses_meta = False
        self.tables: dict[tuple[object, ...], str] = {}
        self.table_lines: list[str] = []
        self.row_names: set[str] = set()

    def text(self) -> str:
        rules = [line for rule in self.rules for line in ["", *self._rule(rule)]]
        lines = [*header_lines(self.mapping), "fn(state => {"]
        lines += ["  const submission = asObject(state.data);"]
        lines += ["  const form = asObject(own(submission, 'form'));"]
        if self.uses_meta:
            lines += ["  const meta = asObject(own(form, 'meta'));"]
        names = ", ".join(f"{property_name(rule.id)}: []" for rule in self.rules)
        one = f"  const records = {{ {names} }};"
        if len(one) <= WIDTH:
            lines += [one]
        else:
            lines += ["  const records = {"]
            lines += [f"    {property_name(rule.id)}: []," for rule in self.rules]
            lines += ["  };"]
        lines += ["  const problems = [];", "  const keys = new Map();"]
        lines += self._other_form()
        lines += self.table_lines
        lines += rules
        lines += [
            "",
            "  if (problems.length > 0) console.log(`${problems.length} in state.problems`);",
            "  return { ...state, submission: state.data, records, problems };",
            "",
        ]
        helpers = helper_text(self.used).split("\n")
        lines += [f"  {line}" if line else "" for line in helpers]
        lines += ["});", ""]
        return "\n".join(lines)

    def _other_form(self) -> list[str]:
        expected = sorted({self.mapping.form.xmlns, *self.mapping.accepts.xmlns} - {""})
        if not expected:
            return []
        if len(expected) == 1:
            test = f"form['@xmlns'] !== {text_literal(expected[0])}"
        else:
            test = f"!{list_literal(expected)}.includes(form['@xmlns'])"
        return [f"  if ({test}) {{", "    problems.push({ kind: 'other_form' });", "  }"]

    # one record rule

    def _rule(self, rule: RecordRule) -> list[str]:
        lines = [f"  // {heading(rule)}"]
        if rule.note:
            lines += comment_lines(f"Note: {rule.note}", "  ")
        if rule.repeat is None:
            return lines + self._record(rule, _Scope(), [], "  ")
        self.used.add("rowsOf")
        repeats = [*self.mapping.form.repeats_around(rule.repeat), rule.repeat]
        scope = _Scope()
        paths: list[str] = []
        start = 0
        for repeat in repeats:
            steps = split_path(repeat)
            taken = _OWN_NAMES | set(scope.rows.values())
            scope.rows[repeat] = variable(steps[-1], taken, "row")
            paths.append("[" + ", ".join(self._steps(steps[start:])) + "]")
            start = len(steps)
        names = list(scope.rows.values())
        rows = f"rowsOf({text_literal(rule.id)}, form, {', '.join(paths)})"
        lines += [f"  {rows}.forEach(([{', '.join(names)}]) => {{"]
        lines += self._record(rule, scope, [f"{name}.number" for name in names], "    ")
        return [*lines, "  });"]

    def _record(self, rule: RecordRule, scope: _Scope, item: list[str], indent: str) -> list[str]:
        what = (
            f"{{ rule: {text_literal(rule.id)}, key: {list_literal(rule.key)}, "
            f"item: [{', '.join(item)}] }}"
        )
        lines = [f"{indent}addRecord({what}, {{"]
        for field_rule in rule.fields:
            lines += self._field(rule, field_rule, scope, indent + "  ")
        return [*lines, f"{indent}}});"]

    def _field(
        self, rule: RecordRule, field_rule: FieldRule, scope: _Scope, indent: str
    ) -> list[str]:
        above: list[str] = []
        if field_rule.status is Status.TO_DISCUSS:
            above += [f"{indent}// To discuss."]
        if field_rule.note:
            above += comment_lines(f"Note: {field_rule.note}", indent)
        if field_rule.take is None:
            name = comment_text(field_rule.field)
            return [*above, f"{indent}// {name} has no value yet."]
        value = self._value(field_rule, scope, field_rule.field in rule.key)
        name = f"{property_name(field_rule.field)}: "
        says = self._says(field_rule)
        line = f"{indent}{name}{one_line(value)},"
        if says and len(line) + len(says) + 4 <= WIDTH:
            return [*above, f"{line} // {says}"]
        if says:
            above += [f"{indent}// {says}"]
        return [*above, f"{indent}{name}{laid_out(value, indent, len(name))},"]

    def _says(self, rule: FieldRule) -> str:
        """What stands beside a field: the labels of its questions, the names of other sources."""
        words = [self._source_says(source) for source in dict.fromkeys(rule.sources)]
        if isinstance(rule.take, Constant) and rule.take.copied_from is not None:
            copied = rule.take.copied_from
            of = copied.question + (f", choice {copied.choice}" if copied.choice else "")
            words.append(f"copied from the label of {of}")
        return comment_text("; ".join(word for word in words if word))

    def _source_says(self, source: Source) -> str:
        if isinstance(source, QuestionSource | AttachmentSource):
            question = self.mapping.form.question(source.question)
            if question is None:
                return ""
            label = plain_label(label_in(question.labels, self.language))
            return label or ("hidden value" if question.hidden else "")
        if isinstance(source, RowNumber):
            return ""
        return source_words(source)

    # values

    def _value(self, rule: FieldRule, scope: _Scope, is_key: bool) -> Expression:
        assert rule.take is not None
        if isinstance(rule.take, Constant) and not rule.then and rule.take.value != "":
            return literal(rule.take.value)
        value = self._take(rule.take, scope)
        if not rule.then and (is_key or not _has_policy(rule)):
            return _bare_number(value) or value
        for step in rule.then:
            value = self._step(step, value, rule)
        return value if is_key else self._with_policies(rule, value)

    def _with_policies(self, rule: FieldRule, value: Expression) -> Expression:
        parts: list[str] = []
        for name, policy in (("ifAbsent", rule.if_absent), ("ifEmpty", rule.if_empty)):
            if policy.action is not PolicyAction.LEAVE_OUT:
                parts.append(f"{name}: {self._policy(policy)}")
        if not parts:
            return value
        return self._call("otherwise", value, f"{{ {', '.join(parts)} }}")

    def _policy(self, policy: Policy) -> str:
        match policy.action:
            case PolicyAction.STOP:
                self.used.add("stop")
                return "stop"
            case PolicyAction.BLANK:
                return "''"
            case PolicyAction.DEFAULT:
                return literal(policy.default)
            case _:
                return "null"

    def _take(self, take: Take, scope: _Scope) -> Expression:
        match take:
            case First((source,)):
                return self._source(source, scope)
            case First(sources):
                return self._call("first", *(self._source(s, scope) for s in sources))
            case Constant(value):
                return self._call("answered", literal(value))
            case Template(parts, missing_blank):
                pieces = [
                    text_literal(part) if isinstance(part, str) else self._part(part, scope)
                    for part in parts
                ]
                return self._call("joinBlank" if missing_blank else "join", *pieces)
            case _:
                raise NotImplementedError(take)

    def _part(self, source: Source, scope: _Scope) -> Expression:
        value = self._source(source, scope)
        return _bare_number(value) or value

    def _source(self, source: Source, scope: _Scope) -> Expression:
        match source:
            case QuestionSource(question):
                return self._call("at", *self._place(question, scope))
            case AttachmentSource(question):
                return self._call("attachment", self._call("at", *self._place(question, scope)))
            case CaseSource(path, "@case_id"):
                return self._call("caseId", *self._place(path, scope))
            case CaseSource(path, part):
                return self._call("at", *self._place(path, scope), *self._steps(part.split("/")))
            case SubmissionSource("form_name"):
                return self._call("at", "form", "'@name'")
            case SubmissionSource("xmlns"):
                return self._call("at", "form", "'@xmlns'")
            case SubmissionSource(part):
                return self._call("at", "submission", text_literal(part))
            case MetaSource(part):
                self.uses_meta = True
                return self._call("at", "meta", text_literal(part))
            case RowNumber(repeat):
                names = list(scope.rows.values())
                name = scope.rows.get(repeat) if repeat else (names[-1] if names else None)
                if name is None:
                    return self._call("absent")
                return self._call("answered", f"{name}.number")
            case _:
                raise NotImplementedError(source)

    def _place(self, path: str, scope: _Scope) -> list[str]:
        """Where reading starts, and the steps from there: the nearest row around, else the form."""
        start, place = 0, "form"
        for repeat in enclosing(path):
            if repeat in scope.rows:
                start, place = len(split_path(repeat)), f"{scope.rows[repeat]}.row"
        return [place, *self._steps(split_path(path)[start:])]

    def _steps(self, steps: list[str]) -> list[str]:
        return [self._path_step(step) for step in steps]

    def _path_step(self, step: str) -> str:
        if "[" not in step:
            return text_literal(step)
        # `transfer[@type='iron']`, read as `mapping.submission` reads it.
        self.used.add("where")
        name, _, condition = step.partition("[")
        attribute, _, wanted = condition.rstrip("]").partition("=")
        texts = (name, attribute, wanted.strip("'\""))
        return f"where({', '.join(text_literal(text) for text in texts)})"

    def _call(self, name: str, *arguments: Expression) -> Call:
        self.used.add(name)
        return Call(name, arguments)

    # choice tables

    def _step(self, step: Step, value: Expression, rule: FieldRule) -> Expression:
        if not isinstance(step, ByTable | EachChoice):
            raise NotImplementedError(step)
        table = self.mapping.table(step)
        shared = step.table if isinstance(step.table, str) else ""
        name = "null" if table is None else self._table(table, shared, rule)
        options = _options(table) if table is not None else ()
        match step:
            case ByTable():
                return self._call("choice", name, value, *options)
            case EachChoice(_, separator):
                return self._call("eachChoice", name, literal(separator), value, *options)

    def _table(self, table: ChoiceTable, shared: str, rule: FieldRule) -> str:
        """The name of a table's constant, which is written once for all fields that use it."""
        rows: dict[str, Scalar] = {}
        for row in table.rows:
            choice = row.choice.lower() if table.ignore_case else row.choice
            rows.setdefault(choice, row.value)
        identity = (
            shared,
            table.ignore_case,
            *((choice, literal(rows[choice])) for choice in rows),
        )
        if identity in self.tables:
            return self.tables[identity]
        name = constant(shared or rule.field, set(self.tables.values()), "CHOICES")
        self.tables[identity] = name
        title = f"Shared choice table {shared}" if shared else f"Choice ids of {_sources_in(rule)}"
        alike = "; upper and lower case alike" if table.ignore_case else ""
        lines = ["", f"  // {comment_text(title + alike)}", f"  const {name} = {{"]
        labels = self._choice_labels(rule, table.ignore_case)
        for choice, value in rows.items():
            line = f"    {property_name(choice)}: {literal(value)},"
            label = comment_text(labels.get(choice, ""))
            shows = label and label != value and len(line) + len(label) + 4 <= WIDTH
            lines.append(f"{line} // {label}" if shows else line)
        self.table_lines += [*lines, "  };"]
        return name

    def _choice_labels(self, rule: FieldRule, lower: bool) -> dict[str, str]:
        labels: dict[str, str] = {"": "no answer"}
        for source in rule.sources:
            question = (
                self.mapping.form.question(source.question)
                if isinstance(source, QuestionSource)
                else None
            )
            for choice in question.choices if question else ():
                label = plain_label(label_in(choice.labels, self.language))
                labels.setdefault(choice.id.lower() if lower else choice.id, label)
        return labels


def _sources_in(rule: FieldRule) -> str:
    return ", ".join(source_id(source) for source in rule.sources) or rule.field


def _options(table: ChoiceTable) -> tuple[str, ...]:
    parts = _outside(table.outside)
    if table.ignore_case:
        parts.append("ignoreCase: true")
    return (f"{{ {', '.join(parts)} }}",) if parts else ()


def _outside(outside: Outside) -> list[str]:
    match outside.action:
        case OutsideAction.EMPTY:
            return []
        case OutsideAction.DEFAULT:
            return ["outside: 'default'", f"other: {literal(outside.default)}"]
        case action:
            return [f"outside: {text_literal(action.value)}"]


def _has_policy(rule: FieldRule) -> bool:
    return any(
        policy.action is not PolicyAction.LEAVE_OUT for policy in (rule.if_absent, rule.if_empty)
    )


def _bare_number(value: Expression) -> str | None:
    """`row.number` where it stands alone: a plain value needs no `answered()` around it."""
    if isinstance(value, Call) and value.function == "answered":
        (argument,) = value.arguments
        if isinstance(argument, str) and argument.endswith(".number"):
            return argument
    return None
