"""Why a lack (or an excess) of a nutrient brings a symptom: causal chains with evidence for every step."""

__version__ = "0.1.0"
