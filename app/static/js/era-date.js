// Beside a day that is being chosen: the same day in era years, as the rest of the page writes it.
(function () {
  "use strict";
  const english = document.documentElement.lang !== "ja";
  const era = new Intl.DateTimeFormat(english ? "en-GB" : "ja-JP-u-ca-japanese", {
    ...(english ? { year: "numeric" } : { era: "long", year: "numeric" }),
    month: "long", day: "numeric", weekday: "short", timeZone: "UTC",
  });
  for (const input of document.querySelectorAll("input[data-era-in]")) {
    const place = document.getElementById(input.dataset.eraIn);
    const before = place.textContent;
    input.addEventListener("input", () => {
      const day = input.valueAsDate;
      if (input.value === input.defaultValue) place.textContent = before;
      else place.textContent = day && !Number.isNaN(day.getTime()) ? `${era.format(day)} (${place.dataset.set})` : "";
    });
  }
})();
