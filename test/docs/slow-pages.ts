/** Pages whose commands train networks or run often: the slow suite runs them, the fast one checks them. */
export const pagesRunSlowly: readonly string[] = [
  'README.md',
  'docs/tutorial.md',
  'docs/apply.md',
  'docs/artifact-separation.md',
  'docs/networks.md',
  'docs/workflow-language.md',
];
