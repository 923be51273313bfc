"""Callbacks, repeats, 429, 403, migration, deleted topics, crashes, full disks and wrong clocks, in any order."""

from hypothesis import HealthCheck, settings

from tests.faults.story import Story

TestStory = Story.TestCase
TestStory.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
