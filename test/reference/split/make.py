"""Makes split.json: what numpy's RandomState and scikit-learn's train_test_split give.

Run with numpy 2.4.6 and scikit-learn 1.9.1:  python make.py > split.json
"""
import hashlib
import json

import numpy as np
from sklearn.model_selection import train_test_split


def digest(array):
    return hashlib.sha256(np.asarray(array, dtype="<u4").tobytes()).hexdigest()


permutations = []
for seed, n in [
    (0, 1), (0, 2), (0, 10), (1, 10), (2**31 + 1, 10), (2**32 - 1, 10),
    (0, 3940), (12345, 3940), (3000000000, 3940), (0, 40000), (2**32 - 1, 40000),
]:
    order = np.random.RandomState(seed).permutation(n)
    permutations.append({"seed": seed, "n": n, "first": order[:10].tolist(), "sha256": digest(order)})

raw = []
for seed in (0, 5489, 2**31 + 1, 2**32 - 1):
    state = np.random.RandomState(seed)
    words = [int(state.randint(0, 2**32, dtype=np.uint32)) for _ in range(1300)]
    raw.append({"seed": seed, "first": words[:3], "sha256": digest(words)})

splits = []
for seed, n, fraction in [
    (0, 10, 0.2), (0, 11, 0.2), (7, 10, 0.25), (0, 3940, 0.2), (42, 3940, 0.1), (3000000000, 3940, 0.2),
    (0, 40000, 0.2), (3, 2, 0.5), (3, 1000, 0.29),
]:
    train, validation = train_test_split(np.arange(n), test_size=fraction, random_state=seed)
    order = np.random.RandomState(seed).permutation(n)
    count = int(np.ceil(n * fraction))
    assert (validation == order[:count]).all() and (train == order[count:]).all()
    splits.append({
        "seed": seed, "n": n, "fraction": fraction,
        "train": [len(train), digest(train)], "validation": [len(validation), digest(validation)],
    })

full_train, full_validation = train_test_split(np.arange(10), test_size=0.2, random_state=0)
print(json.dumps({
    "permutations": permutations,
    "raw": raw,
    "splits": splits,
    "full": {"train": full_train.tolist(), "validation": full_validation.tolist()},
}, indent=1))
