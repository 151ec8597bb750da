"""Tests of the reservation grid."""
