// Placing the files of an upload: ticks of many rows, another field for one more place, Enter that sends nothing.
(function () {
  "use strict";

  const form = document.querySelector("[data-placing]");
  if (!form) return;
  const chosen = form.querySelector("[data-chosen]");

  function hasPlace(row) {
    const ticked = row.querySelector("input[name$='-ticked']:checked");
    return ticked || Array.from(row.querySelectorAll("input[name$='-named']")).some((field) => field.value.trim());
  }

  function count() {
    if (chosen) chosen.textContent = " (" + Array.from(form.querySelectorAll(".placing-row")).filter(hasPlace).length + ")";
  }

  form.addEventListener("input", count);
  form.addEventListener("change", function (event) {
    const field = event.target;
    if (!field.matches("input[name$='-named']") || !field.value.trim()) return;
    const fields = field.closest("fieldset").querySelectorAll("input[name='" + field.name + "']");
    if (Array.from(fields).every((one) => one.value.trim())) {
      const more = field.cloneNode();
      more.value = "";
      more.removeAttribute("value");
      fields[fields.length - 1].after(more);
    }
  });
  form.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target.matches("input:not([type=checkbox])")) event.preventDefault();
  });
  form.querySelectorAll("[data-pick]").forEach((button) => button.addEventListener("click", function () {
    form.querySelectorAll("input[name=pick]").forEach((box) => { box.checked = button.dataset.pick === "all"; });
  }));
  count();
})();
