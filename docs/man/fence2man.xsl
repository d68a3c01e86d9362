<?xml version="1.0"?>
<!-- SPDX-FileCopyrightText: mmm-ha contributors
     SPDX-License-Identifier: GPL-2.0-or-later
     Makes a man page (roff) out of the metadata of a fence agent, as ocf2man.xsl does for resource
     agents: xsltproc -novalid -stringparam version 1.2 fence2man.xsl FILE -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:import href="ocf2man.xsl"/>
<xsl:output method="text" encoding="UTF-8"/>
<xsl:variable name="page" select="string(/resource-agent/@name)"/>

<xsl:template match="/resource-agent">
  <xsl:text>.\" Made from the metadata of the agent.&#10;</xsl:text>
  <xsl:value-of select="concat('.TH &quot;', translate($page, $lower, $upper), '&quot; 8 &quot;&quot; ')"/>
  <xsl:text>&quot;mmm-ha&quot; &quot;Fence agents&quot;&#10;.SH NAME&#10;</xsl:text>
  <xsl:value-of select="concat($page, ' \- ', @shortdesc, '&#10;')"/>
  <xsl:value-of select="concat('.SH SYNOPSIS&#10;.B pcs stonith create\fR \fIid\fR ', $page)"/>
  <xsl:text> kill_program=\fIpath\fR address_map=\fIhost:address;...\fR [\fIoption\fR=\fIvalue\fR ...]&#10;.br&#10;</xsl:text>
  <xsl:value-of select="concat('.B ', $page, '\fR \-o \fIaction\fR \-n \fIhost\fR \-k \fIprogram\fR [\fIoption\fR]...&#10;')"/>
  <xsl:text>.SH DESCRIPTION&#10;</xsl:text>
  <xsl:apply-templates select="longdesc"/>
  <xsl:text>.SH OPTIONS&#10;</xsl:text>
  <xsl:apply-templates select="parameters/parameter[not(@deprecated)]"/>
  <xsl:text>.SH EXIT STATUS&#10;0: done. 1: failed, or not proven. 2 (status): the host is off.&#10;</xsl:text>
  <xsl:text>.SH SEE ALSO&#10;.BR stonith_admin (8),&#10;.BR pcs (8)&#10;</xsl:text>
</xsl:template>

<xsl:template match="parameter">
  <xsl:text>.TP&#10;\fB</xsl:text>
  <xsl:call-template name="roff"><xsl:with-param name="text" select="getopt/@mixed"/></xsl:call-template>
  <xsl:text>\fR</xsl:text>
  <xsl:if test="string(content/@default) != ''">
    <xsl:text> (default \fB</xsl:text>
    <xsl:call-template name="roff"><xsl:with-param name="text" select="content/@default"/></xsl:call-template>
    <xsl:text>\fR)</xsl:text>
  </xsl:if>
  <xsl:text>&#10;</xsl:text>
  <xsl:apply-templates select="shortdesc"/>
</xsl:template>
</xsl:stylesheet>
