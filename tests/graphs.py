"""Small random graphs in the model's own terms."""

from hypothesis import strategies as st

from kgtool.model import Claim, Evidence, Grounds, Hop, PremiseSet
from kgtool.vocabulary import BASE

TERMS = [f"{BASE}term/{letter}" for letter in "abcdef"]

hops = st.builds(Hop, st.sampled_from(TERMS), st.sampled_from(["+", "-"]), st.sampled_from(TERMS)).filter(
    lambda hop: hop.subject != hop.object
)
hop_sets = st.sets(hops, max_size=14)


@st.composite
def evidence(draw, claim, number):
    """One piece of evidence for a claim, in one of three passages of two sources."""
    place = draw(st.sampled_from(["one/1", "one/2", "two/1"]))
    return Evidence(
        iri=f"{claim}--{number}",
        claim=claim,
        source=f"{BASE}source/{place[:3]}",
        section="",
        passage=f"{BASE}passage/{place}",
        stance=draw(st.sampled_from(["supports", "supports", "supports", "disputes", "undecided"])),
        modality=draw(st.sampled_from(["asserted", "possible"])),
        directness=draw(st.sampled_from(["unspecified", "direct", "indirect"])),
        mode="causing",
        conditions=tuple(draw(st.sets(st.sampled_from(["whenSevere", "someOnly", "inAnimals"])))),
        frequency=None,
        manifestations=(),
    )


@st.composite
def grounded(draw):
    """Hops with grounds and claims such that every hop has a premise that carries it."""
    chosen = sorted(draw(hop_sets))
    grounds, claims = {}, {}
    for place, hop in enumerate(chosen):
        premises = []
        for variant in range(draw(st.integers(1, 2))):
            named = []
            for part in range(draw(st.integers(1, 2))):
                iri = f"{BASE}claim/{place}-{variant}-{part}"
                said = [draw(evidence(iri, n)) for n in range(draw(st.integers(1, 3)))]
                said[0] = said[0]._replace(stance="supports", directness="unspecified")
                claims[iri] = Claim(iri, hop.subject, f"{BASE}p", hop.object, None, tuple(said))
                named.append(iri)
            premises.append(PremiseSet(None, tuple(named)))
        grounds[hop] = Grounds(tuple(premises), ())
    return grounds, claims
