// The viewer of an evidence: zoom, turning pages, rotation, by mouse and keyboard. Without it all pages are still there.
(function () {
  "use strict";

  var viewer = document.querySelector("[data-viewer]");
  if (!viewer) return;
  var room = viewer.querySelector("[data-pages]");
  var leaves = Array.from(viewer.querySelectorAll("[data-leaf]"));
  var field = viewer.querySelector("input[name=halaman]");
  var word = viewer.querySelector("[data-zoom-word]");
  var tools = viewer.querySelector("[data-tools]");
  var last = Number(viewer.dataset.lastPage);
  var page = Number(viewer.dataset.page);
  var STEPS = [25, 50, 75, 100, 125, 150, 200, 300];
  var PAPER = 794; // pixels of a sheet of A4 on a screen: 100 %
  var zoom = 0; // 0: as wide as the room
  var turn = 0;

  function leaf(number) {
    return leaves.find(function (one) { return Number(one.dataset.leaf) === number; });
  }

  // Pages

  function show(number) {
    page = number;
    if (field) field.value = number;
    viewer.querySelectorAll("[data-turn]").forEach(function (link) {
      var dead = number + Number(link.dataset.turn) < 1 || number + Number(link.dataset.turn) > last;
      link.classList.toggle("disabled", dead);
      link.setAttribute("aria-disabled", dead ? "true" : "false");
    });
    viewer.querySelectorAll("[data-go]").forEach(function (link) {
      if (Number(link.dataset.go) === number) {
        link.setAttribute("aria-current", "true");
        keepInSight(link);
      } else {
        link.removeAttribute("aria-current");
      }
    });
    var other = viewer.querySelector("[data-other-view]");
    if (other) other.href = address(other.href, number);
  }

  function keepInSight(link) {
    var box = link.parentElement;
    if (link.offsetTop < box.scrollTop || link.offsetTop + link.offsetHeight > box.scrollTop + box.clientHeight) {
      box.scrollTop = link.offsetTop - box.clientHeight / 3;
    }
  }

  function address(href, number) {
    var target = new URL(href, location.href);
    target.searchParams.set("halaman", number);
    target.hash = "halaman-" + number;
    return target.href;
  }

  function go(number) {
    number = Math.min(last, Math.max(1, number));
    var found = leaf(number);
    if (!found) {
      location.assign(address(location.href, number));
      return;
    }
    room.scrollTop = found.offsetTop - 8;
    show(number);
  }

  function seen() {
    var edge = room.scrollTop + room.clientHeight / 3;
    var found = leaves[0];
    leaves.forEach(function (one) { if (one.offsetTop <= edge) found = one; });
    if (room.scrollTop + room.clientHeight >= room.scrollHeight - 2) found = leaves[leaves.length - 1];
    return Number(found.dataset.leaf);
  }

  var waiting = false;
  room.addEventListener("scroll", function () {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(function () {
      waiting = false;
      var number = seen();
      var target = leaf(page);
      var near = target && Math.abs(target.offsetTop - 8 - room.scrollTop) < 4;
      if (number !== page && !near) show(number);
    });
  }, { passive: true });

  // Zoom and rotation

  function scale(next) {
    var held = leaf(page);
    var share = held ? (room.scrollTop - held.offsetTop) / held.offsetHeight : 0;
    zoom = next;
    if (zoom) room.style.setProperty("--leaf", Math.round(PAPER * zoom / 100) + "px");
    else room.style.removeProperty("--leaf");
    tell();
    if (held) room.scrollTop = held.offsetTop + share * held.offsetHeight;
  }

  function shownZoom() {
    return zoom || Math.round(leaves[0].clientWidth / PAPER * 100);
  }

  function tell() {
    if (!tools) return;
    word.textContent = shownZoom() + " %";
    tools.querySelectorAll("[aria-pressed]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.zoom === (zoom ? String(zoom) : "fit")));
    });
  }

  function nextZoom(way) {
    var now = shownZoom();
    var steps = way > 0 ? STEPS : STEPS.slice().reverse();
    return steps.find(function (step) { return way > 0 ? step > now : step < now; }) || zoom || now;
  }

  function rotate() {
    turn = (turn + 90) % 360;
    leaves.forEach(function (one) {
      var frame = one.querySelector(".leaf-frame");
      if (!frame) return;
      var image = frame.firstElementChild;
      var wide = Number(image.getAttribute("width")) / Number(image.getAttribute("height"));
      var lying = turn % 180 !== 0;
      frame.classList.toggle("turned", turn !== 0);
      frame.style.setProperty("--turn", turn + "deg");
      frame.style.aspectRatio = turn ? String(lying ? 1 / wide : wide) : "";
      image.style.width = lying ? 100 * wide + "%" : "";
    });
    go(page);
  }

  function change(how) {
    if (!tools) return;
    if (how === "+") scale(nextZoom(1));
    else if (how === "-") scale(nextZoom(-1));
    else scale(how === "fit" ? 0 : Number(how));
  }

  // Mouse and keyboard

  viewer.addEventListener("click", function (event) {
    var button = event.target.closest("[data-zoom], [data-rotate], [data-turn], [data-go]");
    if (!button) return;
    if (button.dataset.zoom) change(button.dataset.zoom);
    else if ("rotate" in button.dataset) rotate();
    else {
      event.preventDefault();
      go(button.dataset.go ? Number(button.dataset.go) : page + Number(button.dataset.turn));
    }
  });

  if (field) {
    field.form.addEventListener("submit", function (event) {
      event.preventDefault();
      go(Number(field.value) || page);
    });
    field.addEventListener("change", function () { go(Number(field.value) || page); });
  }

  var TURNS = {
    ArrowLeft: function () { return page - 1; },
    ArrowRight: function () { return page + 1; },
    PageUp: function () { return page - 1; },
    PageDown: function () { return page + 1; },
    Home: function () { return 1; },
    End: function () { return last; }
  };
  var ZOOMS = { "+": "+", "=": "+", "-": "-", "0": "fit" };

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    var inside = viewer.contains(event.target);
    var sideways = event.key.indexOf("Arrow") === 0 && room.scrollWidth > room.clientWidth + 1;
    if (TURNS[event.key] && inside && !sideways) {
      event.preventDefault();
      go(TURNS[event.key]());
    } else if (ZOOMS[event.key] && inside) {
      event.preventDefault();
      change(ZOOMS[event.key]);
    }
  });

  // Links of notes to their page
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href^='#halaman-']");
    if (!link) return;
    event.preventDefault();
    go(Number(link.hash.slice("#halaman-".length)));
    room.focus({ preventScroll: true });
    viewer.scrollIntoView({ block: "nearest" });
  });

  if (tools) tools.hidden = false;
  tell();
  window.addEventListener("resize", tell);
  if (leaf(page)) room.scrollTop = leaf(page).offsetTop - 8;
  show(page);
})();
