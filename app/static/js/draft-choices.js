// Somebody else saved the same answer first: both texts stand at the question, and the person chooses.
(function (kikitori) {
  "use strict";
  const fields = kikitori.fields;

  function place(box) {
    return box.querySelector("[data-conflict]");
  }

  function textInput(box) {
    return box.querySelector("[data-inputs] textarea, [data-inputs] input[type=text]");
  }

  const choose = {
    theirs(box, told) {
      fields.replace(box, told);
    },
    mine(box, told) {
      fields.setBase(box, told.base);
    },
    both(box, told) {
      const input = textInput(box);
      const theirs = fields.savedIn(told.inputs).find((pair) => pair[0] === input.name);
      const between = input.tagName === "TEXTAREA" ? "\n" : " ／ ";
      input.value = [theirs ? theirs[1] : "", input.value].filter((text) => text.trim()).join(between);
      fields.setBase(box, told.base);
    },
  };

  // told: the server's answer about this question; done(how) is called when the person has chosen.
  function ask(box, told, done) {
    place(box).innerHTML = told.conflict;
    box.querySelector("[data-by]").hidden = true; // both names stand in the question now
    place(box).querySelectorAll("[data-choose]").forEach((button) => {
      button.addEventListener("click", () => {
        choose[button.dataset.choose](box, told);
        place(box).textContent = "";
        (textInput(box) || box).focus();
        done(button.dataset.choose);
      });
    });
  }

  function focus(box) {
    box.scrollIntoView({ block: "center" });
    place(box).querySelector("button").focus();
  }

  kikitori.choices = { ask, focus };
})((window.kikitori = window.kikitori || {}));
