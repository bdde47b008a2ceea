"""A whole believable company for the demo. Imports the tables (and their words) and nothing else of ours, so that
what later finds the causes of loss in it cannot know them. docs/demo-data.md tells what is planted."""

from rxapp.demo.company import sign_ins
from rxapp.demo.ownership import NotOurs, foreign_rows, is_empty
from rxapp.demo.seed import SEED, SeedReport, build, seed
from rxapp.demo.start import day_of, ensure_demo, local, reset_demo

__all__ = [
    "SEED",
    "NotOurs",
    "SeedReport",
    "build",
    "day_of",
    "ensure_demo",
    "foreign_rows",
    "is_empty",
    "local",
    "reset_demo",
    "seed",
    "sign_ins",
]
