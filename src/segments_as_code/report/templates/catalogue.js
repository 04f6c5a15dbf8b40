"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const links = [...document.querySelectorAll("nav a")];
  const cards = [...document.querySelectorAll("article")].map((card) => ({
    card,
    words: card.textContent.toLowerCase(),
    is: card.dataset.is.split(" "),
    tags: card.dataset.tags.split(" "),
    link: links.find((a) => a.getAttribute("href") === `#${card.id}`)?.parentElement,
  }));
  const [find, show, tag] = ["find", "show", "tag"].map(byId);

  const fits = (one, words) =>
    words.every((word) => one.words.includes(word)) &&
    (!show.value || one.is.includes(show.value)) &&
    (!tag?.value || one.tags.includes(tag.value));

  const sift = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of cards) {
      const here = fits(one, words);
      one.card.hidden = !here;
      if (one.link) one.link.hidden = !here;
      shown += here;
    }
    for (const folder of document.querySelectorAll("nav section")) {
      folder.hidden = !folder.querySelector("li:not([hidden])");
    }
    byId("count").textContent = shown === cards.length ? "" : `${shown} of ${cards.length} shown`;
    byId("nothing").hidden = shown > 0;
  };

  const all = () => {
    find.value = "";
    show.value = "";
    if (tag) tag.value = "";
    sift();
  };

  const arrive = () => {
    const card = byId(location.hash.slice(1));
    if (!card || card.tagName !== "ARTICLE") return;
    if (card.hidden) all();
    card.querySelector("details").open = true;
    card.scrollIntoView();
  };

  if (!cards.length) return;
  const form = document.querySelector("form");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", sift);
  byId("again").addEventListener("click", all);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      find.focus();
    }
  });
  addEventListener("hashchange", arrive);
  arrive();
})();
