/** The page that follows a run. Everything on it comes from the events, as text, through its script. */
export const livePage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>skysort</title>
    <link rel="stylesheet" href="live.css" />
    <link rel="icon" href="data:," />
    <script src="live.js" defer></script>
  </head>
  <body>
    <header>
      <p class="eyebrow" id="run-id"></p>
      <h1 id="workflow">skysort</h1>
      <p class="summary"><span id="state" class="badge" data-state="waiting">connecting</span> <span id="clock"></span></p>
      <progress id="whole" max="1" value="0" aria-label="Steps that are done"></progress>
      <p id="counts" class="muted"></p>
    </header>
    <main>
      <p id="ending" class="ending" role="status" hidden></p>
      <noscript><p>This page follows the run by a script. Without one, read <a href="events.ndjson">events.ndjson</a>.</p></noscript>
      <section aria-labelledby="graph-title" id="graph-section" hidden>
        <h2 id="graph-title">Workflow</h2>
        <div class="graph" id="graph" tabindex="0" role="group" aria-labelledby="graph-title"></div>
      </section>
      <section aria-labelledby="loss-title" id="loss-section" hidden>
        <h2 id="loss-title">While it runs</h2>
        <div id="losses"></div>
      </section>
      <section aria-labelledby="steps-title" id="steps-section" hidden>
        <h2 id="steps-title">Steps</h2>
        <ul id="steps" class="steps"></ul>
      </section>
    </main>
    <footer class="muted">
      <a href="manifest.json">manifest.json</a> <a href="events.ndjson">events.ndjson</a> <a href="workflow.yaml">workflow.yaml</a>
    </footer>
  </body>
</html>
`;
