"""An audit in sentences: what many submissions showed, the worst first, each with what to do."""

from collections.abc import Callable, Iterable, Iterator

from mapper_gui.mapping.audit import (
    Audit,
    ChoiceCoverage,
    KeyRun,
    QuestionAnswers,
    Refused,
    RequiredBlank,
    RuleRun,
    StateCounts,
)
from mapper_gui.mapping.field_fit import Misfit
from mapper_gui.mapping.form import Form
from mapper_gui.mapping.mapping import RuleId
from mapper_gui.mapping.masked import MASK
from mapper_gui.mapping.problem import InRule, Problem, Severity
from mapper_gui.mapping.result import Reason, ReasonKind, ResultKind
from mapper_gui.wording.audit_identifiers import Finding, of_identifiers
from mapper_gui.wording.lists import joined, joined_quoted, quoted
from mapper_gui.wording.problems import message
from mapper_gui.wording.submissions import moment_words
from mapper_gui.wording.text import tr, tr_n

__all__ = [
    "MASK",
    "Finding",
    "answers_words",
    "findings",
    "rule_run_words",
    "seen_words",
    "summary",
    "version_words",
]


def findings(
    audit: Audit, form: Form, private: frozenset[tuple[RuleId, str]] | None = None
) -> Iterator[Finding]:
    """Everything that is wrong or doubtful, errors first. With `private` given, the values of these
    fields, and what people typed, are masked."""
    found = [
        *_of_choices(audit),
        *_of_keys(audit, form, private),
        *of_identifiers(audit, form, private is not None),
        *_of_values(audit, private),
        *_of_problems(audit, private),
        *_of_unknown(audit),
    ]
    found.sort(key=lambda each: each.severity is not Severity.ERROR)
    yield from found


def summary(audit: Audit) -> str:
    """How many submissions were looked at, from when, and what was left aside."""
    words = tr_n("{count} submission", "{count} submissions", audit.submissions)
    parts = [words.format(count=audit.submissions)]
    if audit.first_received:
        first, last = moment_words(audit.first_received), moment_words(audit.last_received)
        parts.append(tr("received {first} to {last}").format(first=first, last=last))
    versions = [
        tr("app v{version}: {count}").format(version=version or "?", count=count)
        for version, count in audit.versions.items()
    ]
    if versions:
        parts.append("; ".join(versions[:6]))
    if audit.others:
        words = tr_n(
            "{count} of another form left aside", "{count} of other forms left aside", audit.others
        )
        parts.append(words.format(count=audit.others))
    if audit.twice:
        words = tr_n("{count} came twice", "{count} came twice", audit.twice)
        parts.append(words.format(count=audit.twice))
    return ", ".join(parts)


def rule_run_words(run: RuleRun) -> str:
    """`Contact: 180 records from 180 submissions, 3 not made, 20 skipped by the condition`."""
    records = tr_n("{count} record", "{count} records", run.made).format(count=run.made)
    parts = [
        tr("{rule}: {records} from {submissions}").format(
            rule=run.rule,
            records=records,
            submissions=tr_n("{count} submission", "{count} submissions", run.submissions).format(
                count=run.submissions
            ),
        )
    ]
    if run.not_made:
        parts.append(tr("{count} not made").format(count=run.not_made))
    if run.skipped:
        parts.append(tr("{count} skipped by the condition").format(count=run.skipped))
    return ", ".join(parts)


def answers_words(answers: QuestionAnswers) -> str:
    """`answered 180, empty 12, absent 8; 5 different`, for the form's tree."""
    text = _counts_words(answers.counts)
    if not text:
        return tr("never asked")
    if answers.values:
        number = len(answers.values)
        different = (
            str(number) if answers.all_kept else tr("more than {count}").format(count=number)
        )
        text = tr("{counts}; {different} different").format(counts=text, different=different)
    return text


def _counts_words(counts: StateCounts) -> str:
    return ", ".join(
        words.format(count=count)
        for words, count in (
            (tr("answered {count}"), counts.answered),
            (tr("empty {count}"), counts.empty),
            (tr("absent {count}"), counts.absent),
            (tr("of another shape {count}"), counts.misplaced),
        )
        if count
    )


def seen_words(answers: QuestionAnswers) -> str:
    """When a question was answered first and last; empty where it never was."""
    if not answers.first_seen:
        return ""
    return tr("first answered {first}, last {last}").format(
        first=moment_words(answers.first_seen), last=moment_words(answers.last_seen)
    )


def version_words(answers: QuestionAnswers) -> str:
    """How a question was answered by app version, `app v18: answered 12, empty 1; app v17: absent 3`;
    empty where all submissions are of one version."""
    if len(answers.by_version) < 2:
        return ""
    parts = []
    for version, counts in reversed([*answers.by_version.items()]):
        if counts.all:
            words = tr("app v{version}: {counts}")
            parts.append(words.format(version=version or "?", counts=_counts_words(counts)))
    return "; ".join(parts)


def _of_choices(audit: Audit) -> Iterator[Finding]:
    behind = {
        seen.problem.where: seen.submissions
        for seen in audit.problems
        if seen.problem.kind is ResultKind.OUTSIDE_TABLE
    }
    for each in audit.choices:
        for place in each.places:
            ids = each.unmapped(place)
            if ids:
                where = InRule(place.rule, place.field)
                yield _unmapped(each, where, ids, behind.get(where, ()))
            never = each.never_seen(place)
            if never and len(never) < len(each.choices):
                words = tr_n(
                    "The choice table has {ids} for {question}, which no submission holds.",
                    "The choice table has {ids} for {question}, which no submission holds.",
                    len(never),
                )
                yield Finding(
                    "never_seen",
                    Severity.WARNING,
                    InRule(place.rule, place.field),
                    words.format(ids=joined_quoted(never), question=each.question),
                    len(never),
                    question=each.question,
                )
        if each.not_in_form:
            count = _count_of(each, each.not_in_form)
            yield Finding(
                "not_in_form",
                Severity.WARNING,
                InRule(),
                tr(
                    "Submissions answer {question} with {ids}, which the form does not have: they "
                    "come from another version of the app. Import a newer export, or keep rows for "
                    "them."
                ).format(question=each.question, ids=_with_counts(each, each.not_in_form)),
                count,
                question=each.question,
            )


def _unmapped(
    each: ChoiceCoverage, where: InRule, ids: tuple[str, ...], submissions: tuple[str, ...]
) -> Finding:
    words = tr_n(
        "Submissions hold the choice id {ids} of {question}, for which the choice table has no "
        "target value: it is lost. Add a row for it.",
        "Submissions hold the choice ids {ids} of {question}, for which the choice table has no "
        "target value: they are lost. Add rows for them.",
        len(ids),
    )
    return Finding(
        "unmapped",
        Severity.ERROR,
        where,
        words.format(ids=_with_counts(each, ids), question=each.question),
        _count_of(each, ids),
        submissions,
        each.question,
    )


def _with_counts(coverage: ChoiceCoverage, ids: Iterable[str], most: int = 6) -> str:
    seen = {each.choice: each.seen for each in coverage.choices}
    shown = [*ids]
    texts = [f"{quoted(each)} (×{seen[each]})" for each in shown[:most]]
    if len(shown) > most:
        texts.append(tr("{count} more").format(count=len(shown) - most))
    return ", ".join(texts)


def _count_of(coverage: ChoiceCoverage, ids: Iterable[str]) -> int:
    wanted = {*ids}
    return sum(each.seen for each in coverage.choices if each.choice in wanted)


def _of_keys(
    audit: Audit, form: Form, private: frozenset[tuple[RuleId, str]] | None
) -> Iterator[Finding]:
    for problem in audit.key_problems:
        where = problem.where
        place = where if isinstance(where, InRule) else InRule()
        yield Finding(problem.kind.value, problem.severity, place, message(problem), 1)
    for key in audit.keys:
        place = InRule(key.rule, key.fields[0] if len(key.fields) == 1 else None)
        if key.missing:
            words = tr_n(
                "{count} record had no key and was not made. {add}",
                "{count} records had no key and were not made. {add}",
                key.missing,
            )
            text = words.format(count=key.missing, add=_add_words(key))
            yield Finding(
                "key_missing_in_data", Severity.ERROR, place, text, key.missing, key.missing_in
            )
        if key.twice_in:
            count = len(key.twice_in)
            words = tr_n(
                "In {count} submission two records have the same key, so that the second overwrites "
                "the first. {add}",
                "In {count} submissions two records have the same key, so that the second overwrites "
                "the first. {add}",
                count,
            )
            text = words.format(count=count, add=_add_words(key))
            yield Finding("key_twice", Severity.ERROR, place, text, count, key.twice_in)
        masked = private is not None and any((key.rule, name) in private for name in key.fields)
        if key.overwritten:
            count = len(key.overwritten)
            shown = MASK if masked else joined_quoted(" + ".join(k.key) for k in key.overwritten)
            words = tr_n(
                "Different cases share the key {keys}: their records overwrite each other. {add}",
                "Different cases share the keys {keys}: their records overwrite each other. {add}",
                count,
            )
            if not any(each.cases_known for each in key.overwritten):
                words = tr_n(
                    "Submissions share the key {keys} and do not say which case each record is of: "
                    "the later record overwrites the earlier. {add}",
                    "Submissions share the keys {keys} and do not say which case each record is of: "
                    "later records overwrite earlier ones. {add}",
                    count,
                )
            ids = tuple(dict.fromkeys(s for k in key.overwritten for s in k.submissions))
            text = words.format(keys=shown, add=_add_words(key))
            yield Finding("key_shared_in_data", Severity.ERROR, place, text, count, ids)


def _add_words(key: KeyRun) -> str:
    return tr(
        "Add a hidden value {question} with the default value {calculation} to the form, and make "
        "it the key."
    ).format(question=key.hidden_value, calculation=key.calculation)


def _of_values(audit: Audit, private: frozenset[tuple[RuleId, str]] | None) -> Iterator[Finding]:
    for each in audit.refused:
        masked = private is not None and (each.rule, each.field) in private
        yield _refused(each, MASK if masked else joined_quoted(each.values))
    for blank in audit.required_blank:
        yield _required_blank(blank)


_REFUSALS: dict[Misfit, Callable[[], str]] = {
    Misfit.NOT_A_CHOICE: lambda: tr("The target does not list {values} ({count} times)."),
    Misfit.WRONG_TYPE: lambda: tr(
        "The target cannot read {values} as this field's type ({count} times)."
    ),
    Misfit.TOO_LONG: lambda: tr("{values} is longer than the field takes ({count} times)."),
}


def _refused(each: Refused, values: str) -> Finding:
    text = _REFUSALS[each.why]().format(values=values, count=each.count)
    place = InRule(each.rule, each.field)
    return Finding(
        f"refused_{each.why.value}", Severity.WARNING, place, text, each.count, each.submissions
    )


def _required_blank(blank: RequiredBlank) -> Finding:
    share = round(100 * blank.count / blank.made) if blank.made else 0
    text = tr(
        "The target requires this field, and {count} of {made} records ({share} %) have no value."
    ).format(count=blank.count, made=blank.made, share=share)
    place = InRule(blank.rule, blank.field)
    return Finding("required_blank", Severity.WARNING, place, text, blank.count, blank.submissions)


_TOLD_ELSEWHERE = frozenset({"outside_table", "key_missing", "duplicate_key", "other_form"})


def _of_problems(audit: Audit, private: frozenset[tuple[RuleId, str]] | None) -> Iterator[Finding]:
    for seen in audit.problems:
        problem = seen.problem
        told = problem.kind.value in _TOLD_ELSEWHERE and seen not in audit.lost
        if told or _stopped_by_table(problem):
            continue
        where = problem.where
        place = where if isinstance(where, InRule) else InRule()
        # The first is given as an example; it may quote an answer.
        text = message(problem)
        if private is not None and (place.rule, place.field) in private:
            text = tr("A problem of this kind: {kind}.").format(kind=problem.kind.value)
        words = tr_n("{text} ({count} time)", "{text} ({count} times)", seen.count)
        yield Finding(
            problem.kind.value,
            problem.severity,
            place,
            words.format(text=text, count=seen.count),
            seen.count,
            seen.submissions,
        )


def _stopped_by_table(problem: Problem) -> bool:
    reason = problem.facts.get("reason")
    outside = isinstance(reason, Reason) and reason.kind is ReasonKind.OUTSIDE_TABLE
    return problem.kind is ResultKind.STOPPED and outside


def _of_unknown(audit: Audit) -> Iterator[Finding]:
    if not audit.unknown:
        return
    count = len(audit.unknown)
    words = tr_n(
        "Submissions hold a question that the form does not have: {paths}. It comes from another "
        "version of the app: import a newer export.",
        "Submissions hold {count} questions that the form does not have: {paths}. They come from "
        "another version of the app: import a newer export.",
        count,
    )
    text = words.format(count=count, paths=joined([*audit.unknown]))
    yield Finding("question_not_in_form", Severity.WARNING, InRule(), text, count)
