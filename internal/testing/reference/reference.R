# Writes the reference results of R below testdata: for each case the rows, the training file, and the tables that
# `modelowner export --format tidy` is compared with. Run it in this folder: Rscript reference.R
#
# Estimates are those at convergence (R's own tolerances leave standard errors right to five digits). Declared ranges are
# powers of two wide where the columns are whole numbers, so that rows are encoded exactly.
suppressMessages(library(MASS))
options(digits = 17, scipen = 0)
full <- function(x) ifelse(is.na(x), "", trimws(formatC(x, digits = 17, format = "g")))
write <- function(name, rows, file, coefficients, fit) {
  dir <- file.path("testdata", name)
  dir.create(dir, showWarnings = FALSE, recursive = TRUE)
  write.csv(rows, file.path(dir, "rows.csv"), row.names = FALSE, quote = FALSE)
  writeLines(file, file.path(dir, "model.json"))
  for (column in names(coefficients)) if (is.numeric(coefficients[[column]])) coefficients[[column]] <- full(coefficients[[column]])
  write.csv(coefficients, file.path(dir, "coefficients.csv"), row.names = FALSE, quote = FALSE)
  write.csv(data.frame(statistic = names(fit), value = full(unlist(fit))), file.path(dir, "fit.csv"), row.names = FALSE, quote = FALSE)
}
number <- function(name, type, min, max, more = "") sprintf('{"name": "%s", "type": "%s", "min": %s, "max": %s%s}', name, type, min, max, more)
levelled <- function(name, levels, type = "nominal") sprintf('{"name": "%s", "type": "%s", "levels": [%s]}', name, type, paste0('"', levels, '"', collapse = ", "))
training <- function(model, features, target, more = "") sprintf('{\n  "model": %s,%s\n  "features": [\n    %s\n  ],\n  "target": %s\n}', model, more, paste(features, collapse = ",\n    "), target)
# terms renames R's terms to ours: a factor's level stands after "=".
terms <- function(names, factors) {
  for (f in factors) names <- sub(paste0("^", f, "(?=.)"), paste0(f, "="), names, perl = TRUE)
  names
}

bw <- transform(birthwt, race = c("white", "black", "other")[race], smoke = c("no", "yes")[smoke + 1], ht = c("no", "yes")[ht + 1], ui = c("no", "yes")[ui + 1],
  low = c("no", "yes")[low + 1])[c("low", "age", "lwt", "race", "smoke", "ht", "ui", "ptl", "bwt")]
bw$race <- factor(bw$race, c("white", "black", "other"))
bwFeatures <- c(number("age", "discrete", 14, 46), number("lwt", "discrete", 80, 336), levelled("race", c("white", "black", "other")),
  levelled("smoke", c("no", "yes")), levelled("ht", c("no", "yes")), levelled("ui", c("no", "yes")))

m <- lm(bwt ~ age + lwt + race + smoke + ht + ui, bw)
s <- summary(m); ci <- confint(m)
write("lm-birthwt", bw, training('{"kind": "linear_regression", "method": "one_round"}', bwFeatures, number("bwt", "discrete", 0, 8192)),
  data.frame(term = terms(names(coef(m)), c("race", "smoke", "ht", "ui")), estimate = coef(m), std_error = s$coef[, 2], statistic = s$coef[, 3], p_value = s$coef[, 4],
    conf_low = ci[, 1], conf_high = ci[, 2]),
  list(r_squared = s$r.squared, adj_r_squared = s$adj.r.squared, sigma = s$sigma, statistic = s$fstatistic[[1]],
    p_value = pf(s$fstatistic[[1]], s$fstatistic[[2]], s$fstatistic[[3]], lower.tail = FALSE), df = s$fstatistic[[2]], log_lik = logLik(m), aic = AIC(m), bic = BIC(m),
    deviance = deviance(m), null_deviance = sum((bw$bwt - mean(bw$bwt))^2), df_residual = df.residual(m), nobs = nobs(m)))
