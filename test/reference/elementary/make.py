"""Values of elementary functions to 30 digits, rounded to float64, for test/numerics/elementary.test.ts. Needs mpmath."""
import json, os
import mpmath as mp

mp.mp.dps = 40
points = {
    "exp": [-745.0, -708.5, -20.25, -1.0, -1e-10, 0.0, 1e-10, 0.3, 1.0, 10.7, 88.7, 700.0, 709.7],
    "expm1": [-30.0, -0.6, -0.3, -1e-8, 1e-12, 0.25, 0.4999, 0.51, 3.0],
    "log": [5e-324, 1e-300, 1e-5, 0.5, 0.7071, 0.99999, 1.0, 1.00001, 1.4142, 2.0, 10.0, 12345.678, 1e300],
    "log1p": [-0.999, -0.5, -1e-9, 1e-16, 1e-9, 0.3, 2.0, 1e10],
    "log2": [1e-10, 0.125, 0.3, 1.0, 3.0, 1024.0, 1e10],
    "log10": [1e-10, 0.001, 0.3, 1.0, 2.0, 1000.0, 123456.0, 1e22],
    "sin": [-1e5, -3.0, -0.7853981, 1e-8, 0.5, 1.5707963, 3.1415, 100.0, 12345.6],
    "cos": [-1e5, -3.0, -0.7853981, 1e-8, 0.5, 1.5707963, 3.1415, 100.0, 12345.6],
    "tan": [-1.2, -0.5, 1e-8, 0.7853981, 1.5],
    "atan": [-1e10, -2.0, -0.27, 1e-9, 0.1, 0.2679, 0.9999, 1.0, 5.0],
    "tanh": [-19.0, -1.0, -1e-6, 0.2, 2.0, 25.0],
    "asinh": [-1e12, -1.0, -1e-9, 0.3, 3.0, 1e9],
}
table = {name: [[x, float(getattr(mp, name if name != "log2" else "log")(mp.mpf(x))) if name != "log2" else float(mp.log(mp.mpf(x), 2))] for x in xs] for name, xs in points.items()}
with open(os.path.join(os.path.dirname(__file__), "elementary.json"), "w") as file:
    json.dump(table, file, indent=1)
    file.write("\n")
