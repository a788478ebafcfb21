# Writes R's results below this folder: for each case the rows, the training file, and tables with the columns of
# `modelowner analyse --out`. Run it in this folder: Rscript reference.R
suppressMessages(library(MASS))
options(digits = 17, contrasts = c("contr.treatment", "contr.poly"))
full <- function(x) ifelse(is.na(x), "", trimws(formatC(x, digits = 17, format = "g")))
save <- function(dir, name, table) {
  for (column in names(table)) if (is.numeric(table[[column]])) table[[column]] <- full(table[[column]])
  write.csv(table, file.path(dir, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}
number <- function(name, x, type = "continuous", step = 1) {
  # a range of a power of two of steps, so that rows are encoded exactly
  low <- floor(min(x) / step) * step; n <- 2^ceiling(log2((max(x) - low) / step + 1))
  sprintf('{"name": "%s", "type": "%s", "min": %.10g, "max": %.10g%s}', name, type, low, low + n * step, if (type == "continuous") sprintf(', "step": %.10g', step) else "")
}
levelled <- function(name, x) sprintf('{"name": "%s", "type": "nominal", "levels": [%s]}', name, paste0('"', levels(x), '"', collapse = ", "))
# ours gives terms R's names with "=" before levels.
ours <- function(names, rows) {
  for (f in names(rows)[sapply(rows, is.factor)]) names <- gsub(paste0("(^|:)", f, "(?=[^:=])"), paste0("\\1", f, "="), names, perl = TRUE)
  names
}
coefficients <- function(m, rows) {
  s <- summary(m)$coefficients; ci <- confint(m)
  data.frame(term = ours(rownames(s), rows), estimate = s[, 1], std_error = s[, 2], statistic = s[, 3], p_value = s[, 4], conf_low = ci[, 1], conf_high = ci[, 2])
}
fit <- function(m) {
  s <- summary(m); f <- s$fstatistic; y <- model.response(model.frame(m))
  data.frame(statistic = c("r_squared", "adj_r_squared", "sigma", "statistic", "p_value", "df", "log_lik", "aic", "bic", "deviance", "null_deviance", "df_residual", "nobs"),
    value = c(s$r.squared, s$adj.r.squared, s$sigma, f[[1]], pf(f[[1]], f[[2]], f[[3]], lower.tail = FALSE), f[[2]], logLik(m), AIC(m), BIC(m), deviance(m),
      sum((y - mean(y))^2), df.residual(m), nobs(m)))
}
# Type II tests as car::Anova defines them: each term beyond all that do not contain it, against the residuals of the whole model.
type2 <- function(m, rows, target) {
  t <- terms(m); labels <- attr(t, "term.labels"); factors <- attr(t, "factors") > 0
  inside <- function(a, b) a != b && all(factors[factors[, a], b]) # b contains a
  fitOf <- function(keep) lm(reformulate(if (length(keep)) keep else "1", target), rows)
  do.call(rbind, lapply(labels, function(l) {
    others <- labels[!sapply(labels, function(o) inside(l, o)) & labels != l]
    a <- fitOf(others); b <- fitOf(c(others, l)); df <- df.residual(a) - df.residual(b)
    f <- (deviance(a) - deviance(b)) / df / (deviance(m) / df.residual(m))
    data.frame(variable = l, group = "", test = "type_2", statistic = f, df = df, df2 = df.residual(m), p_value = pf(f, df, df.residual(m), lower.tail = FALSE))
  }))
}
type1 <- function(m) {
  a <- anova(m); n <- nrow(a) - 1
  data.frame(variable = rownames(a)[1:n], group = "", test = "type_1", statistic = a[1:n, 4], df = a[1:n, 1], df2 = df.residual(m), p_value = a[1:n, 5])
}
# The generalised factors of Fox and Monette, as car::vif computes them.
vif <- function(m) {
  v <- vcov(m)[-1, -1, drop = FALSE]; r <- cov2cor(v); assign <- attr(model.matrix(m), "assign")[-1]
  labels <- attr(terms(m), "term.labels")
  do.call(rbind, lapply(seq_along(labels), function(i) {
    at <- which(assign == i); g <- det(r[at, at, drop = FALSE]) * det(r[-at, -at, drop = FALSE]) / det(r)
    data.frame(term = labels[i], vif = g, df = length(at), scaled = g^(1 / (2 * length(at))))
  }))
}
components <- function(x, rows) {
  p <- prcomp(x, scale. = TRUE)
  do.call(rbind, lapply(seq_along(p$sdev), function(k) {
    l <- p$rotation[, k]; l <- l * sign(l[which.max(abs(l))])
    data.frame(component = paste0("PC", k), sdev = p$sdev[k], variable = ours(names(l), rows), loading = l)
  }))
}
correlation <- function(x, rows) {
  r <- cor(x)
  data.frame(variable = rep(ours(colnames(r), rows), each = ncol(r)), other = rep(ours(colnames(r), rows), ncol(r)), value = as.vector(r))
}
steps <- function(m, k = 2) {
  s <- step(m, trace = 0, k = k)
  a <- s$anova
  list(fit = s, table = data.frame(step = as.character(a$Step), df = a$Df, deviance = a$Deviance, df_residual = a[["Resid. Df"]], residual_deviance = a[["Resid. Dev"]], aic = a$AIC))
}
# Ridge regression at λ: minimises RSS/(2n) + λ/2·Σb² on columns standardised with denominator n.
ridge <- function(m, rows, lambdas) {
  x <- model.matrix(m)[, -1]; y <- model.response(model.frame(m)); n <- nrow(x)
  sd <- sqrt(colMeans(sweep(x, 2, colMeans(x))^2)); z <- scale(x, colMeans(x), sd)
  do.call(rbind, lapply(lambdas, function(l) {
    b <- solve(crossprod(z) / n + l * diag(ncol(z)), crossprod(z, y - mean(y)) / n)[, 1] / sd
    data.frame(lambda = l, term = c("(Intercept)", ours(colnames(x), rows)), estimate = c(mean(y) - sum(b * colMeans(x)), b))
  }))
}

# Single-term deletions, and linear combinations of coefficients: those that contrasts.txt has, one a line, with R's weights.
deletions <- function(m) {
  d <- drop1(m, test = "F")
  data.frame(term = rownames(d), df = d[[1]], sum_of_squares = d[[2]], residual_deviance = d[[3]], aic = d[[4]], statistic = d[[5]], p_value = d[[6]])
}
contrasts <- function(name, m, weights) {
  b <- coef(m); k <- t(sapply(weights, function(w) { stopifnot(names(w) %in% names(b)); replace(0 * b, names(w), w) }))
  e <- (k %*% b)[, 1]; s <- sqrt(diag(k %*% vcov(m) %*% t(k))); df <- df.residual(m)
  save(name, "contrasts", data.frame(term = names(weights), estimate = e, std_error = s, statistic = e / s, p_value = 2 * pt(-abs(e / s), df),
    conf_low = e - qt(0.975, df) * s, conf_high = e + qt(0.975, df) * s, ratio = NA_real_, ratio_low = NA_real_, ratio_high = NA_real_))
}

# Cross-validation of the model, and of ridge regression and the lasso, in five folds: row i is in fold i mod 5, from 0. The lasso is
# glmnet's, the rest by its definitions: the mean over rows, and the error over folds weighted by rows.
summaries <- function(lambdas, errors, sizes, y, nonzero) {
  mse <- errors %*% sizes / sum(sizes); se <- sqrt((errors - mse[, 1])^2 %*% sizes / sum(sizes) / (length(sizes) - 1))
  least <- which.min(mse); simple <- which(lambdas == max(lambdas[mse <= mse[least] + se[least]]))
  choice <- rep("", length(lambdas)); choice[simple] <- "1se"; choice[least] <- if (least == simple) "min 1se" else "min"
  if (length(lambdas) == 1) choice <- ""
  data.frame(lambda = lambdas, mse = mse[, 1], std_error = se[, 1], r_squared = 1 - mse[, 1] / mean((y - mean(y))^2), nonzero = nonzero, choice = choice)
}
cross <- function(name, m, rows) {
  x <- model.matrix(m)[, -1]; y <- model.response(model.frame(m)); fold <- (seq_along(y) - 1) %% 5; sizes <- as.vector(table(fold))
  lambdas <- c(1000, 300, 100, 50, 10, 1, 0.5, 0.1)
  by <- function(f) matrix(sapply(0:4, f), ncol = 5)
  save(name, "cv", summaries(0, by(function(k) { b <- lm.fit(cbind(1, x)[fold != k, ], y[fold != k])$coefficients; mean((y - cbind(1, x) %*% b)[fold == k]^2) }), sizes, y, ncol(x)))
  save(name, "cv-ridge", summaries(lambdas, by(function(k) {
    b <- matrix(ridge_of(x[fold != k, ], y[fold != k], lambdas), ncol = length(lambdas)); colMeans((y[fold == k] - cbind(1, x[fold == k, ]) %*% b)^2)
  }), sizes, y, ncol(x)))
  glmnet::glmnet.control(fdev = 0, devmax = 1) # all penalties, however little they change
  g <- glmnet::cv.glmnet(x, y, lambda = lambdas, foldid = fold + 1, thresh = 1e-20, maxit = 1e7)
  stopifnot(isTRUE(all.equal(g$lambda, lambdas)))
  choice <- ifelse(g$lambda == g$lambda.min, ifelse(g$lambda == g$lambda.1se, "min 1se", "min"), ifelse(g$lambda == g$lambda.1se, "1se", ""))
  save(name, "cv-lasso", data.frame(lambda = lambdas, mse = g$cvm, std_error = g$cvsd, r_squared = 1 - g$cvm / mean((y - mean(y))^2), nonzero = g$nzero, choice = choice))
}
ridge_of <- function(x, y, lambdas) {
  n <- nrow(x); sd <- sqrt(colMeans(sweep(x, 2, colMeans(x))^2)); z <- scale(x, colMeans(x), sd)
  sapply(lambdas, function(l) { b <- solve(crossprod(z) / n + l * diag(ncol(z)), crossprod(z, y - mean(y)) / n)[, 1] / sd; c(mean(y) - sum(b * colMeans(x)), b) })
}

case <- function(name, rows, features, target, targetSpec, formula, sub, ourFormula = NULL) {
  dir.create(name, showWarnings = FALSE)
  write.csv(rows, file.path(name, "rows.csv"), row.names = FALSE, quote = FALSE)
  writeLines(sprintf('{\n  "model": {"kind": "linear_regression", "method": "one_round"},%s\n  "features": [\n    %s\n  ],\n  "target": %s\n}',
    if (is.null(ourFormula)) "" else sprintf('\n  "formula": "%s",', ourFormula), paste(features, collapse = ",\n    "), targetSpec), file.path(name, "model.json"))
  ROWS <<- rows # step evaluates the call again
  m <- eval(bquote(lm(.(formula), ROWS)))
  save(name, "coefficients", coefficients(m, rows)); save(name, "fit", fit(m))
  save(name, "tests", rbind(type1(m), type2(m, rows, target))); save(name, "vif", vif(m))
  x <- model.matrix(m)[, -1]
  save(name, "components", components(x, rows))
  save(name, "correlation", correlation(cbind(x, setNames(data.frame(rows[[target]]), target)), rows))
  save(name, "ridge", ridge(m, rows, c(10, 0.5, 0.01)))
  s <- steps(m); save(name, "step", s$table); save(name, "step-coefficients", coefficients(s$fit, rows))
  s <- steps(m, log(nrow(rows))); save(name, "step-bic", s$table)
  small <- lm(sub, rows); a <- anova(small, m)
  save(name, "sub-coefficients", coefficients(small, rows)); save(name, "sub-fit", fit(small))
  save(name, "sub-partial", data.frame(statistic = a$F[2], df = a$Df[2], df2 = a$Res.Df[2], p_value = a[2, 6]))
  writeLines(deparse1(sub), file.path(name, "sub.txt"))
  save(name, "drop1", deletions(m))
  if (name != "longley") cross(name, m, rows)
  invisible(m)
}

bw <- transform(birthwt[c("age", "lwt", "race", "smoke", "ptl", "ht", "ui", "ftv", "bwt")], race = factor(race, labels = c("white", "black", "other")),
  smoke = factor(smoke, labels = c("no", "yes")), ht = factor(ht, labels = c("no", "yes")), ui = factor(ui, labels = c("no", "yes")))
m <- case("birthwt", bw, c(number("age", bw$age, "discrete"), number("lwt", bw$lwt, "discrete"), levelled("race", bw$race), levelled("smoke", bw$smoke),
  number("ptl", bw$ptl, "discrete"), levelled("ht", bw$ht), levelled("ui", bw$ui), number("ftv", bw$ftv, "discrete")), "bwt", number("bwt", bw$bwt, "discrete"),
  bwt ~ age + lwt + race + smoke + ptl + ht + ui + ftv, bwt ~ lwt + race + smoke)
contrasts("birthwt", m, list("race=black - race=other" = c(raceblack = 1, raceother = -1), "race=white - (race=black + race=other)/2" = c(raceblack = -0.5, raceother = -0.5),
  "(Intercept) + 30*age + 130 * lwt" = c("(Intercept)" = 1, age = 30, lwt = 130)))
case("mtcars", mtcars, c(number("cyl", mtcars$cyl, "discrete"), number("disp", mtcars$disp, step = 0.1), number("hp", mtcars$hp, "discrete"), number("drat", mtcars$drat, step = 0.01),
  number("wt", mtcars$wt, step = 0.001), number("qsec", mtcars$qsec, step = 0.01), number("vs", mtcars$vs, "discrete"), number("am", mtcars$am, "discrete"),
  number("gear", mtcars$gear, "discrete"), number("carb", mtcars$carb, "discrete")), "mpg", number("mpg", mtcars$mpg, step = 0.1), mpg ~ ., mpg ~ wt + qsec + am)
m <- case("interaction", bw, c(number("age", bw$age, "discrete"), number("lwt", bw$lwt, "discrete"), levelled("race", bw$race), levelled("smoke", bw$smoke), levelled("ui", bw$ui)),
  "bwt", number("bwt", bw$bwt, "discrete"), bwt ~ age * smoke + race * ui + I(lwt^2) + lwt, bwt ~ race * ui + lwt, "bwt ~ age*smoke + race*ui + I(lwt^2) + lwt")
contrasts("interaction", m, list("race=black + race=black:ui=yes - race=other - race=other:ui=yes" = c(raceblack = 1, "raceblack:uiyes" = 1, raceother = -1, "raceother:uiyes" = -1),
  "smoke=yes + 25*age:smoke=yes" = c(smokeyes = 1, "age:smokeyes" = 25), "2.5e1*I(lwt^2)" = c("I(lwt^2)" = 25)))
case("longley", longley, c(number("GNP.deflator", longley$GNP.deflator, step = 0.1), number("GNP", longley$GNP, step = 0.001), number("Unemployed", longley$Unemployed, step = 0.1),
  number("Armed.Forces", longley$Armed.Forces, step = 0.1), number("Population", longley$Population, step = 0.001), number("Year", longley$Year, "discrete")),
  "Employed", number("Employed", longley$Employed, step = 0.001), Employed ~ ., Employed ~ GNP + Unemployed + Year)
case("swiss", swiss, c(number("Agriculture", swiss$Agriculture, step = 0.1), number("Examination", swiss$Examination, "discrete"), number("Education", swiss$Education, "discrete"),
  number("Catholic", swiss$Catholic, step = 0.01), number("Infant.Mortality", swiss$Infant.Mortality, step = 0.1)), "Fertility", number("Fertility", swiss$Fertility, step = 0.1),
  Fertility ~ Agriculture + Examination + Education + Catholic + Infant.Mortality, Fertility ~ Education + Catholic)
case("cpus", cpus[-1], lapply(names(cpus)[2:7], function(n) number(n, cpus[[n]], "discrete")), "perf", number("perf", cpus$perf, "discrete"),
  perf ~ syct + mmin + mmax + cach + chmin + chmax, perf ~ mmin + mmax + cach)
case("whiteside", whiteside, c(levelled("Insul", whiteside$Insul), number("Temp", whiteside$Temp, step = 0.1)), "Gas", number("Gas", whiteside$Gas, step = 0.1),
  Gas ~ Insul * Temp, Gas ~ Insul + Temp, "Gas ~ Insul * Temp")
