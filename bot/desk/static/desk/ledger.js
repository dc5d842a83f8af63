/** Sorting the rows of this page by a column; once more turns the order round. */

const table = document.getElementById("ledger");
const collator = new Intl.Collator("zh-Hans", { numeric: true });

function sort(button) {
  const head = button.closest("th");
  const column = [...head.parentElement.children].indexOf(head);
  const down = head.getAttribute("aria-sort") === "ascending";
  const valueOf = (row) => row.children[column].dataset.value ?? "";
  const rows = [...table.tBodies[0].rows].sort((one, other) =>
    collator.compare(valueOf(one), valueOf(other)),
  );
  for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  table.tBodies[0].append(...(down ? rows.reverse() : rows));
}

table?.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-sort]");
  if (button) sort(button);
});
