"""Keeps the rows of a CSV table whose value in one column is above a limit.

    python3 select_rows.py TABLE OUTPUT COLUMN LIMIT
"""

import csv
import sys


def main(table, output, column, limit):
    with open(table, newline="", encoding="utf-8") as source:
        reader = csv.DictReader(source)
        if column not in reader.fieldnames:
            sys.exit(f"{table} has no column {column}, only {', '.join(reader.fieldnames)}")
        rows = [row for row in reader if row[column] and float(row[column]) > limit]
    with open(output, "w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{len(rows)} rows with {column} above {limit:g}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]))
