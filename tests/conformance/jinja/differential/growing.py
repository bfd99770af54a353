"""What everything that grows is made with: chance, and how deep it may go."""

import random


class Growing:
    """`depth` is how deep the piece at work is in itself. The others are what the surroundings allow."""

    def __init__(self, seed, depth_max=4):
        self.rng = random.Random(seed)
        self.depth = 0
        self.depth_max = depth_max
        self.in_loop = False
        self.in_macro = False
        self.blocks = []
        self.lines = False
        self.comments = False
        self.others = False

    def pick(self, *choices):
        return self.rng.choice(choices)

    def weighed(self, *choices):
        """Runs one of several (weight, what makes it)."""
        return self.rng.choices([make for _, make in choices], [weight for weight, _ in choices])[0]()

    def chance(self, part):
        return self.rng.random() < part

    def grow(self, leaf, *branches, stop=0.3):
        if self.depth >= self.depth_max or self.chance(stop):
            return leaf()
        self.depth += 1
        try:
            return self.rng.choice(branches)()
        finally:
            self.depth -= 1
