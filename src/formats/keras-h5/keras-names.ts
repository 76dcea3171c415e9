/**
 * Names that every Keras takes, in the order given: TensorFlow's scopes allow letters, digits and `_.-`, not first `_` or `-`. Any
 * other character becomes `_`; a name that is taken then gets a number.
 */
export function kerasNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = name.replace(/[^A-Za-z0-9_.-]/g, '_').replace(/^(?=[_-])/, 'layer');
    let own = plain;
    for (let count = 2; taken.has(own); count++) own = `${plain}_${count}`;
    taken.add(own);
    return own;
  });
}
