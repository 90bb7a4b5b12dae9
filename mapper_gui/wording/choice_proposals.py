"""Why a target value is proposed for a choice id."""

from mapper_gui.mapping.choice_proposals import ChoiceProposal, MatchedBy
from mapper_gui.wording.text import tr


def matched_words(proposal: ChoiceProposal) -> str:
    """What agrees; fits after "because" and after a colon."""
    words = {
        MatchedBy.ID_IS_VALUE: tr("the id is the value"),
        MatchedBy.ID_LIKE_VALUE: tr("the id is written like the value"),
        MatchedBy.LABEL_IS_VALUE: tr("the label “{text}” is the value"),
        MatchedBy.ID_IS_LABEL: tr("the id is the value's label"),
        MatchedBy.LABEL_IS_LABEL: tr("both are labelled “{text}”"),
    }[proposal.why]
    return words.format(text=proposal.shown)
