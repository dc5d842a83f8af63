/**
 * The chat on another site: <script src="https://hotline.example/widget.js"
 * data-title="在线咨询" async></script>. Adds one element and no global name to that page.
 */
(() => {
  "use strict";

  const script = document.currentScript;
  const title = script.dataset.title || "在线咨询";
  // The script is served both at the hotline's root and beside the rest of its files.
  const home = new URL(script.src.includes("/static/") ? "../" : "./", script.src);
  const narrow = window.matchMedia("(max-width: 600px)");

  const SPEECH = "M4 5h16v11H11l-4.5 4v-4H4ZM8 9h8M8 12.5h5";
  const CROSS = "m6 6 12 12M18 6 6 18";

  // Built node by node: many sites allow neither inline styles nor markup from strings.
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function icon(outline) {
    const [svg, path] = ["svg", "path"].map((name) =>
      document.createElementNS("http://www.w3.org/2000/svg", name),
    );
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", outline);
    svg.append(path);
    return svg;
  }

  function makeLauncher() {
    const attributes = { type: "button", "aria-haspopup": "dialog", "aria-expanded": "false" };
    return make("button", { class: "launcher", ...attributes }, icon(SPEECH), title);
  }

  function makePanel() {
    const heading = make("h2", { id: "title" }, title);
    const close = make("button", { class: "close", type: "button", "aria-label": "关闭" }, icon(CROSS));
    const head = make("header", {}, heading, close);
    return make("dialog", { class: "panel", "aria-labelledby": "title" }, head);
  }

  /** A shadow tree keeps the site's styles out of ours and ours out of the site's. */
  function mount(...elements) {
    const host = make("div", { "data-xiaobao-widget": "", hidden: "" });
    host.attachShadow({ mode: "closed" }).append(...elements, styleSheet(host));
    document.body.append(host);
  }

  function styleSheet(host) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("static/widget.css", home).href;
    link.onload = link.onerror = () => (host.hidden = false);
    return link;
  }

  function makeFrame() {
    const frame = make("iframe", { src: new URL("?embed=1", home).href, title });
    frame.addEventListener("load", () => frame.focus());
    return frame;
  }

  function start() {
    if (document.querySelector("[data-xiaobao-widget]")) return;
    const launcher = makeLauncher();
    const panel = makePanel();
    mount(launcher, panel);

    function open() {
      if (!panel.querySelector("iframe")) panel.append(makeFrame());
      // Beside the page on a desktop; instead of it on a phone, where the rest must be inert.
      if (narrow.matches) panel.showModal();
      else panel.show();
      launcher.setAttribute("aria-expanded", "true");
      panel.querySelector("iframe").focus();
    }

    function closed() {
      launcher.setAttribute("aria-expanded", "false");
      launcher.focus();
    }

    launcher.addEventListener("click", () => (panel.open ? panel.close() : open()));
    panel.querySelector(".close").addEventListener("click", () => panel.close());
    panel.addEventListener("close", closed);
    panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") panel.close();
    });
    window.addEventListener("message", (event) => {
      const ours = event.source && event.source === panel.querySelector("iframe")?.contentWindow;
      if (ours && event.origin === home.origin && event.data?.type === "xiaobao:close") panel.close();
    });
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
