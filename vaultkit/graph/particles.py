"""Words in names that are nobody's name, plain and in small letters: `von` and the like, Jr. and Sr."""

from __future__ import annotations

from collections.abc import Mapping, Set

PARTICLES: Set[str] = frozenset(
    "al auf bin d' da das de del della den der di do dos du el ibn la le las los ten ter van von zu zum zur".split()
)
# Part of a family name too, but elsewhere they join two people, or mean "from": `Sam und Ana`, `Fotos vom Garten`.
INSIDE_A_NAME: Set[str] = PARTICLES | frozenset("af bint d dela e les und vom y".split())

GENERATIONS: Mapping[str, str] = {
    "jr": "Jr.", "jnr": "Jr.", "sr": "Sr.", "snr": "Sr.", "ii": "II", "iii": "III", "iv": "IV",
}  # fmt: skip
# Jun, Junior and Sen are names too: only behind a whole name do they tell a generation.
BEHIND_A_NAME: Mapping[str, str] = {**GENERATIONS, "junior": "Jr.", "jun": "Jr.", "senior": "Sr.", "sen": "Sr."}
