import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { counted, html, jsonForScript, listed, name, trusted } from '../../src/report/html.js';

test('what is put into a template is text, unless it was made by a template', () => {
  const hostile = `<img src=x onerror="alert('1')">&`;
  assert.is(
    html`<p title="${hostile}">${hostile}</p>`.toString(),
    '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</p>',
  );
  const items = ['a', 'b'].map((item) => html`<li>${item}</li>`);
  assert.is(html`${items}`.toString(), '<li>a</li><li>b</li>');
  assert.is(html`${trusted('<b>')}${undefined}${false}${0}`.toString(), '<b>0');
});

test('no text can open an element, end an attribute or begin an entity', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      (text) => !/[<>"']|&(?!(amp|lt|gt|quot|#39);)/.test(html`${text}`.toString()),
    ),
  );
});

test('control characters, marks that turn the text around and broken characters become visible', () => {
  assert.is(
    name('a\u0000b\u202ec\u009fd\ud800').toString(),
    '<bdi class="name">a\u2400b\ufffdc\ufffdd\ufffd</bdi>',
  );
});

test('JSON in a script cannot end the script, and reads back as it was', () => {
  const value = { a: '</script><!--', b: '\u2028\u2029&', c: [1.5, null] };
  const text = jsonForScript(value);
  assert.not.match(text, /[<>&\u2028\u2029]/);
  assert.equal(JSON.parse(text), value);
});

test('counts and lists read as sentences', () => {
  assert.is(counted(1, 'image'), '1 image');
  assert.is(counted(3152, 'galaxy', 'galaxies'), '3,152 galaxies');
  assert.is(listed(['<3', '6', '7']).toString(), '&lt;3, 6 and 7');
});

test.run();
