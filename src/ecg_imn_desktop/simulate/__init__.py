"""Simulated 12-lead ECGs with known waves, intervals and conditions."""

from .conditions import CONDITIONS, Condition
from .noise import CLEAN, POOR, TYPICAL, Noise
from .simulator import SimulatedEcg, SimulatedTruth, simulate

__all__ = ["CLEAN", "CONDITIONS", "POOR", "TYPICAL", "Condition", "Noise", "SimulatedEcg", "SimulatedTruth", "simulate"]
