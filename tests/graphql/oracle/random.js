// Random choices that come out the same for the same seed (a linear congruential step with mixed output).
'use strict';

class Random {
  constructor(seed) {
    this.state = BigInt(seed) * 2862933555777941757n + 3037000493n;
  }

  // A whole number in [0, bound).
  below(bound) {
    this.state = (this.state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number((this.state >> 33n) % BigInt(bound));
  }

  chance(percent) {
    return this.below(100) < percent;
  }

  pick(list) {
    return list[this.below(list.length)];
  }
}

module.exports = { Random };
