"""The site's list of reports after a batch. A list that cannot be written makes no run a failure: it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.errors import WorkbookError
from analysis.press.ledger.lease import Busy

if TYPE_CHECKING:
    from analysis.press.runs.batch import Batch

LATER = "the next command that makes a report does it"


def brought_up_to_date(batch: Batch) -> None:
    """Brings the site of a batch up to date, or tells why it could not be."""
    from analysis.press.site.update import update

    try:
        update(batch.site, batch.every)
    except Busy:
        batch.told("said", "", f"The list of reports was not brought up to date, as another command is at it; {LATER}.")
    except (WorkbookError, OSError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        batch.told("said", "", f"The list of reports was not brought up to date ({why}); {LATER}.")
