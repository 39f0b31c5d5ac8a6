"""An example of each type's data, for documentation and for tests: Nykvarn's promises, invented deeds."""

from typing import Final

import msgspec

from shared.events.examples import activities, agreements, told, verdicts, walks

# Type -> an example of its data.
EXAMPLES: Final[dict[str, msgspec.Struct]] = {
    **agreements.EXAMPLES,
    **activities.EXAMPLES,
    **walks.EXAMPLES,
    **verdicts.EXAMPLES,
    **told.EXAMPLES,
}
